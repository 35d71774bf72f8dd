package org.rowmq.management.service;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.broker.Broker;
import org.rowmq.broker.StoredMessages;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewTextMessage;
import org.rowmq.management.Page;
import org.rowmq.message.BodyType;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.DecodeContext;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqTextMessage;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoredMessage;

/** Looks at stored messages without touching them, and sends new ones. */
final class Messages {
  private static final int MOST_IN_PAGE = 500;
  private static final long MOST_BYTES_IN_PAGE = 8L << 20;
  private static final Set<MessageState> ALL_STATES = EnumSet.allOf(MessageState.class);
  private static final Comparator<BrowsedMessage> DELIVERY_ORDER =
      Comparator.comparing(Messages::key, Messages::inDeliveryOrder);

  private final Broker broker;

  Messages(Broker broker) {
    this.broker = broker;
  }

  /** A part of a mailbox in delivery order: rows, and what waits in this node's memory. */
  Page<MessageView> browse(long mailboxId, String cursor, int limit) {
    int most = Math.max(1, Math.min(limit, MOST_IN_PAGE));
    BrowseKey after = Cursors.browseKey(cursor);
    List<BrowsedMessage> rows =
        broker
            .store()
            .messages()
            .browse(mailboxId, ALL_STATES, after, most + 1, MOST_BYTES_IN_PAGE);
    boolean more = rows.size() > most || bytes(rows) >= MOST_BYTES_IN_PAGE;
    BrowsedMessage last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
    List<BrowsedMessage> all = new ArrayList<>(rows);
    for (StoredMessage waiting : broker.inMemory(mailboxId)) {
      BrowsedMessage message = new BrowsedMessage(waiting, MessageState.AVAILABLE, 0);
      boolean seen = after != null && inDeliveryOrder(key(message), after) <= 0;
      boolean beyond = more && DELIVERY_ORDER.compare(message, last) > 0;
      if (!seen && !beyond) {
        all.add(message);
      }
    }
    all.sort(DELIVERY_ORDER);
    more |= all.size() > most;
    List<BrowsedMessage> part = all.subList(0, Math.min(all.size(), most));
    String next = more && !part.isEmpty() ? Cursors.of(key(part.get(part.size() - 1))) : null;
    return new Page<>(part.stream().map(Messages::view).toList(), next);
  }

  private static long bytes(List<BrowsedMessage> rows) {
    return rows.stream().mapToLong(row -> row.message().envelope().size()).sum();
  }

  private static BrowseKey key(BrowsedMessage message) {
    return new BrowseKey(message.message().envelope().priority(), message.message().id());
  }

  private static int inDeliveryOrder(BrowseKey a, BrowseKey b) {
    int byPriority = Integer.compare(b.priority(), a.priority());
    return byPriority != 0 ? byPriority : Long.compare(a.id(), b.id());
  }

  /** One message with its content. */
  /** The queue or subscription that a message is in; empty when there is no such message. */
  OptionalLong mailboxOf(String id) {
    return number(id)
        .flatMap(this::find)
        .map(found -> OptionalLong.of(found.message().mailboxId()))
        .orElse(OptionalLong.empty());
  }

  MessageDetail detail(String id, boolean contentVisible) {
    BrowsedMessage found =
        number(id)
            .flatMap(this::find)
            .orElseThrow(
                () ->
                    new ManagementException(
                        Kind.NOT_FOUND,
                        "There is no such message: it may have been consumed meanwhile."));
    Envelope envelope = found.message().envelope();
    BodyText body = contentVisible ? BodyText.of(envelope) : new BodyText(null, false);
    try {
      RowmqMessage headers = headersOnly(envelope);
      return new MessageDetail(
          view(found),
          destinationOf(found.message().mailboxId()),
          headers.getJMSReplyTo() == null ? null : headers.getJMSReplyTo().toString(),
          Properties.of(headers, contentVisible),
          body.text(),
          body.cut(),
          contentVisible);
    } catch (CorruptMessageException e) {
      return new MessageDetail(
          view(found),
          destinationOf(found.message().mailboxId()),
          null,
          List.of(),
          "The headers of this message cannot be read: " + e.getMessage(),
          true,
          contentVisible);
    }
  }

  private static Optional<Long> number(String id) {
    try {
      return Optional.of(Long.valueOf(id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<BrowsedMessage> find(long id) {
    Optional<BrowsedMessage> row = broker.store().messages().find(id);
    if (row.isPresent()) {
      return row;
    }
    return mailboxIds().stream()
        .flatMap(mailboxId -> broker.inMemory(mailboxId).stream())
        .filter(message -> message.id() == id)
        .findFirst()
        .map(message -> new BrowsedMessage(message, MessageState.AVAILABLE, 0));
  }

  private List<Long> mailboxIds() {
    List<Long> ids = new ArrayList<>();
    broker.destinations().stream()
        .filter(d -> d.kind() == DestinationKind.QUEUE)
        .forEach(d -> ids.add(d.id()));
    broker.store().catalog().subscriptions().forEach(s -> ids.add(s.id()));
    return ids;
  }

  private String destinationOf(long mailboxId) {
    long id =
        broker.store().catalog().subscriptions().stream()
            .filter(s -> s.id() == mailboxId)
            .findFirst()
            .map(SubscriptionRow::topicId)
            .orElse(mailboxId);
    return broker.store().catalog().destinations().stream()
        .filter(d -> d.id() == id)
        .findFirst()
        .map(Messages::name)
        .orElse("deleted");
  }

  static String name(DestinationRow row) {
    return row.kind().scheme() + "://" + row.name();
  }

  /** As a message without its body, whatever its type: nothing of the body is looked at. */
  private static RowmqMessage headersOnly(Envelope envelope) {
    return RowmqMessage.decode(
        new EncodedMessage(
            BodyType.MESSAGE, envelope.headers(), null, envelope.correlationId(), envelope.type()),
        StoredMessages.headers(envelope, 0),
        DecodeContext.DEFAULT);
  }

  private static MessageView view(BrowsedMessage browsed) {
    StoredMessage message = browsed.message();
    Envelope envelope = message.envelope();
    return new MessageView(
        Long.toString(message.id()),
        StoredMessages.messageId(envelope.messageId()),
        envelope.correlationId(),
        envelope.type(),
        typeName(envelope.bodyType()),
        browsed.state().name(),
        envelope.priority(),
        envelope.persistent(),
        message.deliveryCount(),
        envelope.sentAt(),
        envelope.deliverAt(),
        envelope.expiresAt(),
        envelope.size());
  }

  private static String typeName(byte code) {
    try {
      return BodyType.ofCode(code).name();
    } catch (CorruptMessageException e) {
      return "UNKNOWN " + code;
    }
  }

  /** Sends a text message; durable on return. */
  String send(DestinationRow row, NewTextMessage wanted) {
    if (wanted.priority() < 0 || wanted.priority() > 9) {
      throw invalid("priority", "The priority is a number from 0 to 9.", null);
    }
    if (wanted.timeToLiveMillis() < 0 || wanted.delayMillis() < 0) {
      throw invalid(
          wanted.delayMillis() < 0 ? "delay" : "timeToLive", "A time cannot be negative.", null);
    }
    long id = broker.store().nextId();
    long sentAt = System.currentTimeMillis(); // JMSTimestamp is the sender's clock
    EncodedMessage encoded = encode(row, wanted, id, sentAt);
    long now = broker.now();
    broker.send(
        row,
        new Envelope(
            id,
            wanted.priority(),
            wanted.persistent(),
            sentAt,
            after(now, wanted.delayMillis()),
            after(now, wanted.timeToLiveMillis()),
            encoded.correlationId(),
            encoded.type(),
            encoded.bodyType().code(),
            encoded.headers(),
            encoded.body()));
    return StoredMessages.messageId(id);
  }

  private static EncodedMessage encode(
      DestinationRow row, NewTextMessage wanted, long id, long sentAt) {
    RowmqTextMessage message = new RowmqTextMessage();
    for (Map.Entry<String, Object> property : wanted.properties().entrySet()) {
      try {
        message.setObjectProperty(property.getKey(), property.getValue());
      } catch (JMSException | IllegalArgumentException e) {
        throw invalid("properties", property.getKey() + ": " + e.getMessage(), e);
      }
    }
    try {
      message.setText(wanted.text());
      message.setJMSType(wanted.type());
      message.setJMSCorrelationID(wanted.correlationId());
      RowmqDestination destination =
          row.kind() == DestinationKind.QUEUE
              ? new RowmqQueue(row.name())
              : new RowmqTopic(row.name());
      message.setSendHeaders(
          destination,
          StoredMessages.messageId(id),
          sentAt,
          wanted.persistent(),
          wanted.priority(),
          wanted.timeToLiveMillis(),
          wanted.delayMillis());
      return message.encode();
    } catch (JMSException | IllegalArgumentException e) {
      throw invalid(null, "The message cannot be encoded: " + e.getMessage(), e);
    }
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
