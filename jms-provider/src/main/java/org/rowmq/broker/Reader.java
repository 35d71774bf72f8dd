package org.rowmq.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.rowmq.selector.Selector;
import org.rowmq.store.StoredMessage;

/**
 * Reads a mailbox in delivery order, once, for all consumers with the same selector, a page ahead
 * of them. For each priority it knows up to which row it has read, and whether there may be more.
 * What it has read and not yet handed out is its buffer.
 *
 * <p>Guarded by the lock of its dispatcher.
 */
final class Reader {
  static final int PRIORITIES = 10;
  private static final int BUFFER_ROWS = 1_000;
  private static final long BUFFER_BYTES = 4L << 20;

  private final Selector selector;
  private final ReadAhead ahead;
  private final FoundRows found = new FoundRows();
  private final List<Deque<Delivery>> buffer = new ArrayList<>(PRIORITIES);
  private final long[] readUpTo = new long[PRIORITIES];
  private final long[] rewoundTo = new long[PRIORITIES];
  private final boolean[] more = new boolean[PRIORITIES];
  private final boolean[] changedWhileFilling = new boolean[PRIORITIES];

  /**
   * The first of the messages that were given back and may be in the table unread: later ones wait
   * for them.
   */
  private final long[] givenBackFrom = new long[PRIORITIES];

  private final long[] givenBackWhileFilling = new long[PRIORITIES];
  private int bufferedRows;
  private long bufferedBytes;

  /** Consumers that found nothing, longest waiting first. */
  final Deque<Consumer> waiting = new ArrayDeque<>();

  final List<Consumer> consumers = new ArrayList<>();

  /** Messages not stored yet, for the next consumers that come: see {@link Handover}. */
  final Deque<Delivery> early = new ArrayDeque<>(0);

  /** Whether somebody who does not wait has found nothing since it was last to look for more. */
  private boolean askedInVain;

  /** Whether the last claim was of as many rows as were asked for. */
  private boolean allClaimed;

  /** Whether a thread is reading rows for this reader now. */
  boolean filling;

  /**
   * A reader of a mailbox.
   *
   * @param pageRows how many rows it reads at a time, at most
   */
  Reader(Selector selector, int pageRows) {
    this.selector = selector;
    this.ahead = new ReadAhead(pageRows, System::nanoTime);
    for (int priority = 0; priority < PRIORITIES; priority++) {
      buffer.add(new ArrayDeque<>(0));
    }
    Arrays.fill(more, true);
    Arrays.fill(rewoundTo, Long.MAX_VALUE);
    Arrays.fill(givenBackFrom, Long.MAX_VALUE);
  }

  Selector selector() {
    return selector;
  }

  /** How many messages it has read and not handed out. */
  int buffered() {
    return bufferedRows;
  }

  boolean hasSelector() {
    return !selector.isNone();
  }

  boolean wants(Delivery delivery) {
    return wants(delivery.row());
  }

  boolean wants(StoredMessage row) {
    return StoredMessages.matches(selector, row);
  }

  boolean hasRoom() {
    return bufferedRows < BUFFER_ROWS && bufferedBytes < BUFFER_BYTES;
  }

  /** Whether rows that it has not read may be in the table. */
  boolean hasMore() {
    for (boolean one : more) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  /** Whether it has handed out what it has read, and nothing is left to be read. */
  boolean hasReadAll() {
    return bufferedRows == 0 && !filling && !hasMore();
  }

  boolean hasMore(int priority) {
    return more[priority];
  }

  long readUpTo(int priority) {
    return readUpTo[priority];
  }

  /** The highest priority that may have unread rows, or -1. */
  int nextPriority() {
    for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
      if (more[priority]) {
        return priority;
      }
    }
    return -1;
  }

  /** There may be rows of this priority beyond the last one read. */
  void expectMore(int priority) {
    expectMore(priority, 0);
  }

  /**
   * As {@link #expectMore(int)}.
   *
   * @param id of the first of them
   */
  void expectMore(int priority, long id) {
    more[priority] = true;
    askedInVain = false;
    changedWhileFilling[priority] = true;
    found.available(priority, id);
  }

  /** Somebody has found nothing and does not wait: they may ask again. */
  void askedInVain() {
    askedInVain = !hasMore();
  }

  /** Whether somebody waits for messages, or has asked for them in vain. */
  boolean isWantingMore() {
    return askedInVain || !waiting.isEmpty();
  }

  void expectMore() {
    for (int priority = 0; priority < PRIORITIES; priority++) {
      expectMore(priority);
    }
  }

  /** The row exists and need not be read: all before it are known. */
  void passed(int priority, long id) {
    readUpTo[priority] = Math.max(readUpTo[priority], id);
  }

  /** A row already read may be available again: read from it on. */
  void rewind(int priority, long id) {
    readUpTo[priority] = Math.min(readUpTo[priority], id - 1);
    rewoundTo[priority] = Math.min(rewoundTo[priority], id - 1);
    expectMore(priority);
  }

  void beginFilling() {
    filling = true;
    Arrays.fill(changedWhileFilling, false);
    Arrays.fill(rewoundTo, Long.MAX_VALUE);
    Arrays.fill(givenBackWhileFilling, Long.MAX_VALUE);
  }

  /**
   * A page of one priority has been read.
   *
   * @param lastId the last row's id, or -1 when there was none
   * @param mayHaveMore whether the page may not have been the last
   */
  void endFilling(int priority, long lastId, boolean mayHaveMore) {
    filling = false;
    if (lastId >= 0) {
      readUpTo[priority] = Math.min(Math.max(readUpTo[priority], lastId), rewoundTo[priority]);
    }
    more[priority] = mayHaveMore || changedWhileFilling[priority];
    readBack(priority, mayHaveMore ? lastId : Long.MAX_VALUE);
  }

  /**
   * Rows of all priorities have been claimed.
   *
   * @param claimed these, in delivery order
   * @param mayHaveMore whether there may be more of them, behind the last one
   */
  void endClaiming(List<StoredMessage> claimed, boolean mayHaveMore) {
    filling = false;
    allClaimed = mayHaveMore;
    StoredMessage last = mayHaveMore ? claimed.get(claimed.size() - 1) : null;
    for (int priority = 0; priority < PRIORITIES; priority++) {
      more[priority] = mayHaveMore || changedWhileFilling[priority];
      if (last == null || priority > last.envelope().priority()) {
        readBack(priority, Long.MAX_VALUE);
      } else if (priority == last.envelope().priority()) {
        readBack(priority, last.id());
      }
    }
  }

  /** Nothing could be claimed, and there may be rows all the same. */
  void endClaimingInVain() {
    filling = false;
    allClaimed = false;
    Arrays.fill(more, true);
  }

  /** Given back rows up to this one have been read, if they are still there. */
  private void readBack(int priority, long lastId) {
    long unread = lastId == Long.MAX_VALUE ? lastId : Math.max(givenBackFrom[priority], lastId + 1);
    givenBackFrom[priority] = Math.min(unread, givenBackWhileFilling[priority]);
  }

  void failFilling() {
    filling = false;
    found.forget();
  }

  /** Puts a message into its place by priority and id. */
  void add(Delivery delivery) {
    Deque<Delivery> queue = buffer.get(delivery.priority());
    if (queue.isEmpty() || queue.peekLast().id() < delivery.id()) {
      queue.addLast(delivery);
    } else if (queue.peekFirst().id() > delivery.id()) {
      queue.addFirst(delivery);
    } else {
      insert(queue, delivery);
    }
    bufferedRows++;
    bufferedBytes += delivery.envelope().size();
    ahead.added(bufferedRows);
  }

  private static void insert(Deque<Delivery> queue, Delivery delivery) {
    Deque<Delivery> later = new ArrayDeque<>();
    while (!queue.isEmpty() && queue.peekLast().id() > delivery.id()) {
      later.addFirst(queue.pollLast());
    }
    queue.addLast(delivery);
    queue.addAll(later);
  }

  /** Takes the next buffered message that may be delivered now, or null. */
  Delivery poll() {
    if (bufferedRows == 0) {
      return null;
    }
    for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
      Delivery delivery = buffer.get(priority).peekFirst();
      if (delivery != null) {
        if (mustWaitForRows(delivery)) {
          return null;
        }
        return take(priority);
      }
    }
    return null;
  }

  /**
   * Rows before this message may be unread: they were sent earlier and go first (specification
   * 6.2.9).
   */
  private boolean mustWaitForRows(Delivery delivery) {
    int priority = delivery.priority();
    return more[priority]
        && (delivery.id() > givenBackFrom[priority]
            || (delivery.inMemoryOnly() && delivery.id() > readUpTo[priority]));
  }

  private Delivery take(int priority) {
    Delivery delivery = buffer.get(priority).pollFirst();
    removed(delivery);
    return delivery;
  }

  /** Takes the first buffered message that {@code other} wants, or null. */
  Delivery stealFor(Reader other) {
    if (bufferedRows == 0) {
      return null;
    }
    for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
      for (var each = buffer.get(priority).iterator(); each.hasNext(); ) {
        Delivery delivery = each.next();
        if (!mustWaitForRows(delivery) && other.wants(delivery)) {
          each.remove();
          removed(delivery);
          return delivery;
        }
      }
    }
    return null;
  }

  private void removed(Delivery delivery) {
    uncounted(delivery);
    ahead.taken(bufferedRows);
  }

  private void uncounted(Delivery delivery) {
    bufferedRows--;
    bufferedBytes -= delivery.envelope().size();
  }

  /** Takes this message, or null when it is not buffered here. */
  Delivery remove(int priority, long id) {
    for (var each = buffer.get(priority).iterator(); each.hasNext(); ) {
      Delivery delivery = each.next();
      if (delivery.id() == id) {
        each.remove();
        removed(delivery);
        return delivery;
      }
    }
    return null;
  }

  /** Takes the buffered messages that have expired. */
  List<Delivery> takeExpired(long now) {
    List<Delivery> expired = new ArrayList<>(0);
    for (Deque<Delivery> queue : buffer) {
      for (var each = queue.iterator(); each.hasNext(); ) {
        Delivery delivery = each.next();
        if (delivery.envelope().expiredAt(now)) {
          each.remove();
          removed(delivery);
          expired.add(delivery);
        }
      }
    }
    return expired;
  }

  /** Adds to {@code messages} those that have no row. */
  void copyInMemory(List<StoredMessage> messages) {
    for (Deque<Delivery> queue : buffer) {
      for (Delivery delivery : queue) {
        if (delivery.inMemoryOnly()) {
          messages.add(delivery.row());
        }
      }
    }
  }

  // ---- messages that are not stored yet

  /** Whether the longest waiting consumer, or each that may come next, acknowledges at once. */
  boolean mayGetEarly() {
    return waiting.isEmpty()
        ? early.size() < consumers.size() && allAcknowledgeAtOnce()
        : waiting.peekFirst().mayGetEarly();
  }

  boolean allAcknowledgeAtOnce() {
    return consumers.stream().allMatch(Consumer::mayGetEarly);
  }

  /** Takes the next message that is not stored yet, or null. */
  Delivery pollEarly() {
    Delivery found = early.pollFirst();
    if (found != null) {
      found.unplaced(false);
    }
    return found;
  }

  // ---- reading ahead

  int bufferedRows() {
    return bufferedRows;
  }

  /** Whether to read more before the buffer is empty. */
  boolean isToReadAhead() {
    return !filling && ahead.isDue(bufferedRows) && hasRoom() && hasMore();
  }

  /** What has been found in the table, to be claimed. */
  FoundRows found() {
    return found;
  }

  /** Whether it is likely that many rows will be claimed one after the other. */
  boolean isToLook() {
    return ahead.isMost() && allClaimed && found.isLookWorthIt();
  }

  /** How many rows to claim now. */
  int rowsToClaim() {
    return ahead.rows(waiting.size() + 1);
  }

  /** Takes the rows, last ones first, that consumers do not come to in time. */
  List<Delivery> takeExcess() {
    int excess = ahead.excess(bufferedRows);
    List<Delivery> rows = new ArrayList<>(excess);
    for (Deque<Delivery> queue : buffer) {
      for (var each = queue.descendingIterator(); rows.size() < excess && each.hasNext(); ) {
        Delivery delivery = each.next();
        if (!delivery.inMemoryOnly()) {
          each.remove();
          uncounted(delivery);
          rows.add(delivery);
        }
      }
    }
    return rows;
  }

  /** This message goes back to the table, and is to be read from there before later ones. */
  void givenBack(Delivery delivery) {
    if (wants(delivery)) {
      int priority = delivery.priority();
      givenBackFrom[priority] = Math.min(givenBackFrom[priority], delivery.id());
      givenBackWhileFilling[priority] = Math.min(givenBackWhileFilling[priority], delivery.id());
      found.available(priority, delivery.id());
    }
  }

  /** Takes all buffered messages, in delivery order. */
  List<Delivery> drain() {
    List<Delivery> all = new ArrayList<>(bufferedRows);
    for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
      while (!buffer.get(priority).isEmpty()) {
        all.add(take(priority));
      }
    }
    return all;
  }
}
