package org.rowmq.client;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.util.concurrent.CompletableFuture;
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

/**
 * Sends one message: headers, encoding, and the work it becomes part of (specification 3.4 and 7).
 */
final class MessageSender {
  private MessageSender() {}

  /**
   * Sends a message.
   *
   * @param listener told when it is safe; null to wait for that here
   */
  static void send(
      ClientSession session,
      RowmqDestination destination,
      Message message,
      SendOptions options,
      CompletionListener listener)
      throws JMSException {
    session.checkOpen();
    if (message == null) {
      throw new MessageFormatException("The message is null");
    }
    DestinationRow row = session.resolve(destination);
    Outgoing outgoing = outgoing(session, destination, row, message, options);
    Work work = session.currentWork();
    try {
      if (work != null) {
        work.send(outgoing);
        if (listener != null) {
          session.completions().add(CompletableFuture.completedFuture(null), message, listener);
        }
      } else if (listener != null) {
        session
            .completions()
            .add(
                session.broker().submit(Work.sending(session.lane(), outgoing)), message, listener);
      } else {
        session.broker().write(Work.sending(session.lane(), outgoing));
      }
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  private static Outgoing outgoing(
      ClientSession session,
      RowmqDestination destination,
      DestinationRow row,
      Message message,
      SendOptions options)
      throws JMSException {
    Broker broker = session.broker();
    long id = broker.store().nextId();
    long now = System.currentTimeMillis();
    String messageId = StoredMessages.messageId(id);
    RowmqMessage ours;
    if (message instanceof RowmqMessage known) {
      ours = known;
    } else {
      setForeignHeaders(message, destination, messageId, now, options);
      ours = RowmqMessage.copyOf(message);
    }
    ours.setSendHeaders(
        destination,
        messageId,
        now,
        options.persistent(),
        options.priority(),
        options.timeToLive(),
        options.deliveryDelay());
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
            options.timeToLive() == 0 ? 0 : saturated(stored, options.timeToLive()),
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
      SendOptions options)
      throws JMSException {
    message.setJMSDestination(destination);
    message.setJMSDeliveryMode(
        options.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
    message.setJMSPriority(options.priority());
    message.setJMSTimestamp(now);
    message.setJMSMessageID(messageId);
    message.setJMSExpiration(options.timeToLive() == 0 ? 0 : saturated(now, options.timeToLive()));
    message.setJMSDeliveryTime(saturated(now, options.deliveryDelay()));
  }
}
