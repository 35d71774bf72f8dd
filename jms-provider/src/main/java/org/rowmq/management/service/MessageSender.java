package org.rowmq.management.service;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.broker.Broker;
import org.rowmq.broker.StoredMessages;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.NewMessage;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.RowmqBytesMessage;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqTextMessage;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;

/** Sends messages made by hand. */
final class MessageSender {
  private static final int MOST = 1_000;

  private final Broker broker;

  MessageSender(Broker broker) {
    this.broker = broker;
  }

  /**
   * Sends a message as often as wanted, in one transaction with its audit; durable on return.
   *
   * @return JMSMessageIDs
   */
  List<String> send(DestinationRow row, NewMessage wanted, AuditRow audit) {
    check(wanted);
    List<Envelope> envelopes = new ArrayList<>(wanted.count());
    for (int i = 0; i < wanted.count(); i++) {
      envelopes.add(envelope(row, wanted));
    }
    broker.send(row, envelopes, audit);
    return envelopes.stream().map(sent -> StoredMessages.messageId(sent.messageId())).toList();
  }

  /** A message in the form it is stored in, with an id of its own. */
  Envelope envelope(DestinationRow row, NewMessage wanted) {
    check(wanted);
    long id = broker.store().nextId();
    long sentAt = System.currentTimeMillis(); // JMSTimestamp is the sender's clock
    long now = broker.now();
    long timeToLive = broker.policies().of(row).timeToLive(wanted.timeToLiveMillis());
    EncodedMessage encoded = encode(row, wanted, timeToLive, id, sentAt);
    return new Envelope(
        id,
        wanted.priority(),
        wanted.persistent(),
        sentAt,
        after(now, wanted.delayMillis()),
        after(now, timeToLive),
        encoded.correlationId(),
        encoded.type(),
        encoded.bodyType().code(),
        encoded.headers(),
        encoded.body());
  }

  private static void check(NewMessage wanted) {
    if (wanted.priority() < 0 || wanted.priority() > 9) {
      throw invalid("priority", "The priority is a number from 0 to 9.", null);
    }
    if (wanted.timeToLiveMillis() < 0 || wanted.delayMillis() < 0) {
      throw invalid(
          wanted.delayMillis() < 0 ? "delay" : "timeToLive", "A time cannot be negative.", null);
    }
    if (wanted.count() < 1 || wanted.count() > MOST) {
      throw invalid("count", "Send from 1 to 1,000 messages at a time.", null);
    }
  }

  private static EncodedMessage encode(
      DestinationRow row, NewMessage wanted, long timeToLive, long id, long sentAt) {
    RowmqMessage message = withBody(wanted.body());
    for (Map.Entry<String, Object> property : wanted.properties().entrySet()) {
      try {
        message.setObjectProperty(property.getKey(), property.getValue());
      } catch (JMSException | IllegalArgumentException e) {
        throw invalid("properties", property.getKey() + ": " + e.getMessage(), e);
      }
    }
    try {
      message.setJMSType(wanted.type());
      message.setJMSCorrelationID(wanted.correlationId());
      message.setJMSReplyTo(replyTo(wanted.replyTo()));
      message.setSendHeaders(
          destination(row.kind(), row.name()),
          StoredMessages.messageId(id),
          sentAt,
          wanted.persistent(),
          wanted.priority(),
          timeToLive,
          wanted.delayMillis());
      return message.encode();
    } catch (JMSException | IllegalArgumentException e) {
      throw invalid(null, "The message cannot be encoded: " + e.getMessage(), e);
    }
  }

  private static RowmqMessage withBody(Object body) {
    try {
      if (body == null) {
        return new RowmqMessage();
      }
      if (body instanceof String text) {
        RowmqTextMessage message = new RowmqTextMessage();
        message.setText(text);
        return message;
      }
      if (body instanceof byte[] bytes) {
        RowmqBytesMessage message = new RowmqBytesMessage();
        message.writeBytes(bytes);
        return message;
      }
      if (body instanceof Map<?, ?> entries) {
        RowmqMapMessage message = new RowmqMapMessage();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
          message.setObject(String.valueOf(entry.getKey()), entry.getValue());
        }
        return message;
      }
    } catch (JMSException | IllegalArgumentException e) {
      throw invalid("body", "The body: " + e.getMessage(), e);
    }
    throw invalid("body", "The body is a text, a map or bytes.", null);
  }

  private static RowmqDestination replyTo(String text) {
    if (text == null) {
      return null;
    }
    for (DestinationKind kind : DestinationKind.values()) {
      String scheme = kind.scheme() + "://";
      if (text.startsWith(scheme) && text.length() > scheme.length()) {
        try {
          return destination(kind, text.substring(scheme.length()));
        } catch (IllegalArgumentException e) {
          throw invalid("replyTo", e.getMessage(), e);
        }
      }
    }
    throw invalid("replyTo", "Write queue://name or topic://name.", null);
  }

  private static RowmqDestination destination(DestinationKind kind, String name) {
    return kind == DestinationKind.QUEUE ? new RowmqQueue(name) : new RowmqTopic(name);
  }

  private static long after(long now, long millis) {
    if (millis == 0) {
      return 0;
    }
    return now > Long.MAX_VALUE - millis ? Long.MAX_VALUE : now + millis;
  }

  private static ManagementException invalid(String field, String message, Throwable cause) {
    return new ManagementException(Kind.INVALID, message, field, cause);
  }
}
