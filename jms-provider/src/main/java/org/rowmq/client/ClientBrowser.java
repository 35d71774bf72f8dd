package org.rowmq.client;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.StoredMessages;
import org.rowmq.broker.Work;
import org.rowmq.message.RowmqMessage;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * Looks at a queue's messages without consuming them (specification 4.1.6). An enumeration reads a
 * page at a time, so it needs little memory however long the queue is; it sees messages that come
 * while it runs, if they are still ahead. It does not show what the session's transaction had
 * received when it began: to that transaction these are gone.
 */
final class ClientBrowser implements QueueBrowser {
  private static final int PAGE_ROWS = 200;
  private static final long PAGE_BYTES = 1L << 20;
  private static final Set<MessageState> VISIBLE =
      EnumSet.of(MessageState.AVAILABLE, MessageState.ACQUIRED);

  private final ClientSession session;
  private final RowmqQueue queue;
  private final DestinationRow row;
  private final String selectorText;
  private final Selector selector;
  private volatile boolean closed;

  ClientBrowser(
      ClientSession session,
      RowmqQueue queue,
      DestinationRow row,
      String selectorText,
      Selector selector) {
    this.session = session;
    this.queue = queue;
    this.row = row;
    this.selectorText = selectorText;
    this.selector = selector;
  }

  private void checkOpen() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The browser is closed");
    }
    session.checkOpen();
  }

  @Override
  public Queue getQueue() throws JMSException {
    checkOpen();
    return queue;
  }

  @Override
  public String getMessageSelector() throws JMSException {
    checkOpen();
    return selector.isNone() ? null : selectorText;
  }

  @Override
  public Enumeration<RowmqMessage> getEnumeration() throws JMSException {
    checkOpen();
    try {
      return new Messages();
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private Set<Long> receivedInTransaction() throws JMSException {
    Work work;
    try {
      work = session.currentWork();
    } catch (IllegalStateException e) {
      // it cannot be joined any more; had anything been received in it, it would be joined
      return Set.of();
    }
    return work == null
        ? Set.of()
        : work.consumed().stream().map(Delivery::id).collect(Collectors.toUnmodifiableSet());
  }

  /** In delivery order; messages without a row are those of a moment. */
  private final class Messages implements Enumeration<RowmqMessage> {
    private final Comparator<StoredMessage> deliveryOrder =
        Comparator.comparingInt((StoredMessage message) -> -message.envelope().priority())
            .thenComparingLong(StoredMessage::id);
    private final Deque<StoredMessage> inMemory = new ArrayDeque<>();
    private final Deque<StoredMessage> page = new ArrayDeque<>();
    private BrowseKey last;
    private StoredMessage lastInMemory;
    private final Set<Long> received;
    private boolean atEnd;
    private RowmqMessage next;

    Messages() throws JMSException {
      session.acknowledgements().awaitWritten();
      received = receivedInTransaction();
      refresh();
      next = find();
    }

    /** At the end it looks again, so that it also shows what has come since. */
    @Override
    public boolean hasMoreElements() {
      if (next == null && !closed) {
        refresh();
        next = find();
      }
      return next != null;
    }

    @Override
    public RowmqMessage nextElement() {
      if (!hasMoreElements()) {
        throw new NoSuchElementException("There are no more messages");
      }
      RowmqMessage current = next;
      next = closed ? null : find();
      return current;
    }

    private void refresh() {
      atEnd = false;
      session.broker().inMemory(row.id()).stream()
          .filter(
              message -> lastInMemory == null || deliveryOrder.compare(message, lastInMemory) > 0)
          .sorted(deliveryOrder)
          .forEach(inMemory::addLast);
      if (!inMemory.isEmpty()) {
        lastInMemory = inMemory.peekLast();
      }
    }

    private RowmqMessage find() {
      while (true) {
        StoredMessage candidate = take();
        if (candidate == null) {
          return null;
        }
        if (!candidate.envelope().expiredAt(session.broker().now())
            && !session.broker().isAcknowledging(row.id(), candidate.id())
            && !received.contains(candidate.id())
            && StoredMessages.matches(selector, candidate)) {
          return RowmqMessage.decode(
              StoredMessages.encoded(candidate.envelope()),
              StoredMessages.headers(candidate.envelope(), candidate.deliveryCount()),
              session.connection().node().decodeContext());
        }
      }
    }

    private StoredMessage take() {
      if (page.isEmpty() && !atEnd) {
        readPage();
      }
      StoredMessage stored = page.peekFirst();
      StoredMessage unstored = inMemory.peekFirst();
      if (stored == null || (unstored != null && deliveryOrder.compare(unstored, stored) < 0)) {
        return inMemory.pollFirst();
      }
      return page.pollFirst();
    }

    private void readPage() {
      List<BrowsedMessage> rows =
          session
              .broker()
              .store()
              .messages()
              .browse(row.id(), VISIBLE, last, PAGE_ROWS, PAGE_BYTES);
      for (BrowsedMessage browsed : rows) {
        StoredMessage message = browsed.message();
        page.addLast(message);
        last = new BrowseKey(message.envelope().priority(), message.id());
      }
      atEnd = rows.isEmpty();
    }
  }
}
