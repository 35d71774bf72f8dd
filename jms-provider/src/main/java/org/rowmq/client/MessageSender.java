package org.rowmq.client;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.StoredMessages;
import org.rowmq.broker.Work;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.StoreException;
import org.rowmq.tracing.Tracing;
import org.rowmq.tracing.Tracing.Span;

/**
 * Sends one message: headers, encoding, and the work it becomes part of (specification 3.4 and 7).
 */
final class MessageSender {
  private static final Logger LOG = System.getLogger(MessageSender.class.getName());

  private MessageSender() {}

  /**
   * Sends a message.
   *
   * @param hints what the producer does not want to be set
   * @param asynchronous told when it is safe; null to wait for that here
   */
  static void send(
      ClientSession session,
      RowmqDestination destination,
      Message message,
      SendOptions options,
      Hints hints,
      Asynchronous asynchronous)
      throws JMSException {
    session.checkOpen();
    if (message == null) {
      throw new MessageFormatException("The message is null");
    }
    DestinationRow row = session.connection().resolve(destination, DestinationRight.SEND);
    try (Span span = Tracing.get().send(new Tracing.Destination(row.name(), row.temporary()))) {
      try {
        Outgoing outgoing = outgoing(session, destination, row, message, options, hints, span);
        send(session, outgoing, message, asynchronous);
        session.activity().hasSent(row);
      } catch (JMSException | RuntimeException e) {
        span.failed(e);
        throw e;
      }
    }
  }

  private static void send(
      ClientSession session, Outgoing outgoing, Message message, Asynchronous asynchronous)
      throws JMSException {
    if (session.currentWork() == null) {
      sendNow(session, outgoing, message, asynchronous);
      return;
    }
    try (SessionUse.Scope use = session.use().enter("send")) {
      Work work = session.currentWork();
      work.send(outgoing);
    }
    if (asynchronous != null) {
      // as safe as a synchronous send in the same transaction would be
      asynchronous.await(session, CompletableFuture.completedFuture(null), message);
    }
  }

  private static void sendNow(
      ClientSession session, Outgoing outgoing, Message message, Asynchronous asynchronous)
      throws JMSException {
    session.use().checkNoListenerRuns("send");
    boolean alone = asynchronous == null && session.completions().isEmpty();
    Work work =
        alone
            ? Work.sendingAlone(session.lane(), outgoing)
            : Work.sending(session.lane(), outgoing);
    try {
      if (asynchronous == null) {
        session.broker().write(work);
      } else {
        asynchronous.await(session, session.broker().submit(work), message);
      }
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  /** What a producer has disabled (specification 3.4.3 and 3.4.4). */
  record Hints(boolean noId, boolean noTimestamp) {}

  /** Whom to tell that a message is safe, and for which producer. */
  record Asynchronous(Object producer, CompletionListener listener) {
    private void await(ClientSession session, CompletableFuture<Void> written, Message message) {
      session.completions().add(producer, written, message, listener);
    }
  }

  private static Outgoing outgoing(
      ClientSession session,
      RowmqDestination destination,
      DestinationRow row,
      Message message,
      SendOptions options,
      Hints hints,
      Span span)
      throws JMSException {
    Broker broker = session.broker();
    long id = broker.store().nextId();
    long now = System.currentTimeMillis();
    String messageId = StoredMessages.messageId(id);
    long timeToLive = broker.policies().of(row).timeToLive(options.timeToLive());
    RowmqMessage ours;
    if (message instanceof RowmqMessage known) {
      ours = known;
    } else {
      setForeignHeaders(message, destination, messageId, now, timeToLive, options, hints);
      ours = RowmqMessage.copyOf(message);
    }
    ours.setSendHeaders(
        destination,
        messageId,
        now,
        options.persistent(),
        options.priority(),
        timeToLive,
        options.deliveryDelay());
    ours.hideSendHeaders(hints.noId(), hints.noTimestamp());
    if (session.connection().node().showsUserIds()) {
      ours.setUserId(session.connection().user());
    }
    ours.addProperties(span.properties());
    span.messageId(messageId);
    EncodedMessage encoded = ours.encode();
    // rows carry the database's time, which every node shares
    long stored = broker.now();
    Envelope envelope =
        new Envelope(
            id,
            options.priority(),
            options.persistent(),
            now,
            options.deliveryDelay() == 0 ? 0 : saturated(stored, options.deliveryDelay()),
            timeToLive == 0 ? 0 : saturated(stored, timeToLive),
            encoded.correlationId(),
            encoded.type(),
            encoded.bodyType().code(),
            encoded.headers(),
            encoded.body());
    return new Outgoing(row, envelope, session.connection().origin());
  }

  private static long saturated(long time, long more) {
    return time > Long.MAX_VALUE - more ? Long.MAX_VALUE : time + more;
  }

  /**
   * Another provider's message gets its headers through the public setters (specification 3.12).
   */
  private static void setForeignHeaders(
      Message message,
      RowmqDestination destination,
      String messageId,
      long now,
      long timeToLive,
      SendOptions options,
      Hints hints)
      throws JMSException {
    message.setJMSDestination(destination);
    message.setJMSDeliveryMode(
        options.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
    message.setJMSPriority(options.priority());
    message.setJMSTimestamp(hints.noTimestamp() ? 0 : now);
    message.setJMSMessageID(hints.noId() ? null : messageId);
    message.setJMSExpiration(timeToLive == 0 ? 0 : saturated(now, timeToLive));
    try {
      message.setJMSDeliveryTime(saturated(now, options.deliveryDelay()));
    } catch (UnsupportedOperationException | AbstractMethodError olderThanDeliveryDelay) {
      LOG.log(
          Level.DEBUG,
          "{0} cannot tell its sender when {1} is delivered",
          message.getClass().getName(),
          messageId);
    }
  }
}
