package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Mailbox;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.service.Names.Source;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.DeadLetterStore.DeadLetterRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageStore.BrowsedMessage;

/** What a command does with a batch of messages, checked as far as that can be done before. */
interface MessageChanges {

  /**
   * Changes them in one transaction, or one for each place they go to.
   *
   * @param audit what the audit trail says of so many, in that transaction; null for nothing
   * @return how many were changed
   */
  int apply(List<BrowsedMessage> messages, IntFunction<AuditRow> audit);

  /**
   * Prepares a command.
   *
   * @throws ManagementException when its target does not exist or does not fit
   */
  static MessageChanges of(Broker broker, MessageCommand wanted, Source source) {
    Mailbox from = source.mailbox();
    return switch (wanted.action()) {
      case DELETE -> (messages, audit) -> broker.repair().delete(from, messages, audit);
      case COPY -> {
        DestinationRow to = target(broker, wanted);
        yield (messages, audit) -> copy(broker, messages, to, audit);
      }
      case MOVE -> {
        Mailbox to = queue(broker, wanted, from);
        yield (messages, audit) -> broker.repair().move(from, messages, to, false, audit);
      }
      case RETRY -> {
        if (wanted.target() == null) {
          boolean named = !wanted.allMatching();
          yield (messages, audit) -> toOrigin(broker, from, messages, named, audit);
        }
        Mailbox to = queue(broker, wanted, from);
        yield (messages, audit) -> broker.repair().move(from, messages, to, true, audit);
      }
    };
  }

  private static DestinationRow target(Broker broker, MessageCommand wanted) {
    if (wanted.target() == null || wanted.target().isBlank()) {
      throw new ManagementException(Kind.INVALID, "Say where to.", "target", null);
    }
    return broker
        .find(wanted.targetKind(), wanted.target())
        .orElseThrow(
            () ->
                new ManagementException(
                    Kind.INVALID,
                    "There is no " + wanted.targetKind().scheme() + " " + wanted.target() + ".",
                    "target",
                    null));
  }

  private static Mailbox queue(Broker broker, MessageCommand wanted, Mailbox from) {
    DestinationRow row = target(broker, wanted);
    if (row.kind() != DestinationKind.QUEUE) {
      throw new ManagementException(
          Kind.INVALID, "Messages are moved to queues; copy them to a topic.", "target", null);
    }
    if (row.id() == from.id()) {
      throw new ManagementException(
          Kind.INVALID, "The messages are in " + row.name() + " already.", "target", null);
    }
    return Mailbox.of(row);
  }

  private static int copy(
      Broker broker,
      List<BrowsedMessage> messages,
      DestinationRow to,
      IntFunction<AuditRow> audit) {
    List<Envelope> copies = new ArrayList<>(messages.size());
    long now = broker.now();
    for (BrowsedMessage message : messages) {
      Envelope original = message.message().envelope();
      copies.add(
          new Envelope(
              broker.store().nextId(),
              original.priority(),
              original.persistent(),
              original.sentAt(),
              original.deliverAt() > now ? original.deliverAt() : 0,
              original.expiresAt(),
              original.correlationId(),
              original.type(),
              original.bodyType(),
              original.headers(),
              original.body()));
    }
    broker.send(to, copies, audit == null ? null : audit.apply(copies.size()));
    return copies.size();
  }

  private static int toOrigin(
      Broker broker,
      Mailbox from,
      List<BrowsedMessage> messages,
      boolean named,
      IntFunction<AuditRow> audit) {
    Map<Long, DeadLetterRow> notes =
        broker
            .store()
            .deadLetters()
            .find(messages.stream().map(message -> message.message().id()).toList());
    Map<Mailbox, List<BrowsedMessage>> byOrigin = new LinkedHashMap<>();
    for (BrowsedMessage message : messages) {
      DeadLetterRow note = notes.get(message.message().id());
      if (note != null) {
        byOrigin.computeIfAbsent(origin(broker, note), to -> new ArrayList<>()).add(message);
      } else if (named) {
        throw conflict(
            "Message "
                + broker.messageId(message.message().envelope().messageId())
                + " is no dead letter: move it instead.");
      }
    }
    int done = 0;
    for (Map.Entry<Mailbox, List<BrowsedMessage>> each : byOrigin.entrySet()) {
      done += broker.repair().move(from, each.getValue(), each.getKey(), true, audit);
    }
    return done;
  }

  private static Mailbox origin(Broker broker, DeadLetterRow row) {
    Optional<Mailbox> there = broker.repair().mailbox(row.originMailbox());
    return there
        .or(() -> queueNamed(broker, row.note().origin()))
        .orElseThrow(
            () -> conflict(row.note().origin() + " is not there any more: retry somewhere else."));
  }

  private static Optional<Mailbox> queueNamed(Broker broker, String origin) {
    String scheme = DestinationKind.QUEUE.scheme() + "://";
    return origin != null && origin.startsWith(scheme)
        ? broker.find(DestinationKind.QUEUE, origin.substring(scheme.length())).map(Mailbox::of)
        : Optional.empty();
  }

  private static ManagementException conflict(String message) {
    return new ManagementException(Kind.CONFLICT, message);
  }
}
