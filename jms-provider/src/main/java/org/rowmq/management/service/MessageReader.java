package org.rowmq.management.service;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.MaskedNames;
import org.rowmq.broker.StoredMessages;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageBody;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageDetail.DeathView;
import org.rowmq.management.MessageDetail.PropertyView;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.message.BodyType;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.DecodeContext;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.DeadLetterStore.DeadLetterRow;
import org.rowmq.store.DeathNote;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoredMessage;

/** Shows single messages without touching them. */
final class MessageReader {
  private final Broker broker;

  MessageReader(Broker broker) {
    this.broker = broker;
  }

  /** One message with its content. */
  MessageDetail detail(String id, boolean contentVisible) {
    BrowsedMessage found = require(id);
    Envelope envelope = found.message().envelope();
    BodyText body = contentVisible ? BodyText.of(envelope) : new BodyText(null, false);
    long row = found.message().id();
    DeadLetterRow death = broker.store().deadLetters().find(List.of(row)).get(row);
    String replyTo = null;
    List<PropertyView> properties = List.of();
    try {
      RowmqMessage headers = headersOnly(envelope);
      replyTo = headers.getJMSReplyTo() == null ? null : headers.getJMSReplyTo().toString();
      properties = Properties.of(headers, masked(), contentVisible);
    } catch (CorruptMessageException e) {
      body = new BodyText("The headers of this message cannot be read: " + e.getMessage(), true);
    }
    return new MessageDetail(
        view(found),
        destinationOf(found.message().mailboxId()),
        sourceOf(found.message().mailboxId()),
        replyTo,
        properties,
        body.text(),
        body.cut(),
        contentVisible,
        death == null ? null : death(death, contentVisible),
        Timeline.of(broker, found, death, contentVisible));
  }

  static DeathView death(DeadLetterRow row, boolean contentVisible) {
    DeathNote note = row.note();
    return new DeathView(
        note.origin(),
        note.reason(),
        row.diedAt(),
        note.exceptionClass(),
        contentVisible ? note.exceptionMessage() : null,
        contentVisible ? note.stackTrace() : null);
  }

  /** The value of one property as text; null where it is null. */
  String property(String id, String name) {
    try {
      RowmqMessage headers = headersOnly(require(id).message().envelope());
      if (name == null || !headers.propertyExists(name)) {
        throw new ManagementException(
            Kind.INVALID, "The message has no property " + name + ".", "property", null);
      }
      Object value = headers.getObjectProperty(name);
      return value == null ? null : value.toString();
    } catch (CorruptMessageException e) {
      throw unreadable(e);
    }
  }

  /** What sends it again; empty where its body cannot be sent by hand. */
  Optional<NewMessage> again(String id) {
    Envelope envelope = require(id).message().envelope();
    try {
      RowmqMessage headers = headersOnly(envelope);
      boolean sendable = BodyText.canBeSent(envelope);
      return sendable
          ? Optional.of(
              new NewMessage(
                  BodyText.asSent(envelope),
                  envelope.correlationId(),
                  envelope.type(),
                  headers.getJMSReplyTo() == null ? null : headers.getJMSReplyTo().toString(),
                  envelope.priority(),
                  envelope.persistent(),
                  timeToLive(envelope),
                  0,
                  Properties.toSend(headers, masked()),
                  1))
          : Optional.empty();
    } catch (CorruptMessageException e) {
      throw unreadable(e);
    }
  }

  private static long timeToLive(Envelope envelope) {
    return envelope.expiresAt() == 0 ? 0 : Math.max(1, envelope.expiresAt() - envelope.sentAt());
  }

  private static ManagementException unreadable(CorruptMessageException e) {
    return new ManagementException(
        Kind.CONFLICT, "This message cannot be read: " + e.getMessage(), null, e);
  }

  /** The whole body as it is to be saved; empty when there is none. */
  Optional<MessageBody> body(String id) {
    BrowsedMessage found = require(id);
    Envelope envelope = found.message().envelope();
    if (envelope.body() == null) {
      return Optional.empty();
    }
    String name = "message-" + found.message().id();
    return Optional.of(
        switch (typeName(envelope.bodyType())) {
          case "TEXT" ->
              new MessageBody("text/plain;charset=UTF-8", name + ".txt", envelope.body());
          case "MAP", "STREAM" ->
              new MessageBody(
                  "text/plain;charset=UTF-8",
                  name + ".txt",
                  BodyText.whole(envelope).getBytes(StandardCharsets.UTF_8));
          case "OBJECT" ->
              new MessageBody("application/octet-stream", name + ".ser", envelope.body());
          default -> new MessageBody("application/octet-stream", name + ".bin", envelope.body());
        });
  }

  /** What a message is in; empty when there is no such message. */
  Optional<Mailbox> mailboxOf(String id) {
    return number(id)
        .flatMap(this::find)
        .flatMap(found -> broker.repair().mailbox(found.message().mailboxId()));
  }

  /** A message that is there now. */
  BrowsedMessage require(String id) {
    return number(id).flatMap(this::find).orElseThrow(MessageReader::gone);
  }

  static ManagementException gone() {
    return new ManagementException(
        Kind.NOT_FOUND, "There is no such message: it may have been consumed meanwhile.");
  }

  static Optional<Long> number(String id) {
    try {
      return Optional.of(Long.valueOf(id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Optional<BrowsedMessage> find(long id) {
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

  private String sourceOf(long mailboxId) {
    return broker.destinations().stream()
        .filter(row -> row.kind() == DestinationKind.QUEUE && row.id() == mailboxId)
        .findFirst()
        .map(Names::of)
        .orElse(Long.toString(mailboxId));
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
        .map(Names::of)
        .orElse("deleted");
  }

  /** As a message without its body, whatever its type: nothing of the body is looked at. */
  private static RowmqMessage headersOnly(Envelope envelope) {
    return RowmqMessage.decode(
        new EncodedMessage(
            BodyType.MESSAGE, envelope.headers(), null, envelope.correlationId(), envelope.type()),
        StoredMessages.headers(envelope, 0),
        DecodeContext.DEFAULT);
  }

  private MaskedNames masked() {
    return broker.policies().maskedProperties();
  }

  static MessageView view(BrowsedMessage browsed) {
    return view(browsed, List.of());
  }

  /** With the properties of these names. */
  MessageView view(BrowsedMessage browsed, List<String> names, boolean valuesVisible) {
    return view(browsed, named(browsed.message().envelope(), names, valuesVisible));
  }

  private static MessageView view(BrowsedMessage browsed, List<PropertyView> properties) {
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
        envelope.size(),
        properties);
  }

  private List<PropertyView> named(Envelope envelope, List<String> names, boolean valuesVisible) {
    if (names.isEmpty()) {
      return List.of();
    }
    try {
      return Properties.of(headersOnly(envelope), masked(), valuesVisible).stream()
          .filter(property -> names.contains(property.name()))
          .sorted(Comparator.comparing(property -> names.indexOf(property.name())))
          .toList();
    } catch (CorruptMessageException e) {
      return List.of(); // the page of the message says that it cannot be read
    }
  }

  private static String typeName(byte code) {
    try {
      return BodyType.ofCode(code).name();
    } catch (CorruptMessageException e) {
      return "UNKNOWN " + code;
    }
  }
}
