package org.rowmq.management.service;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Client;
import org.rowmq.broker.ConsumerState;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.MessageDetail.Event;
import org.rowmq.store.DeadLetterStore.DeadLetterRow;
import org.rowmq.store.DeathNote;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoredMessage;

/** What is known of a message's life from its row and from what was noted when it died. */
final class Timeline {
  private Timeline() {}

  static List<Event> of(
      Broker broker, BrowsedMessage browsed, DeadLetterRow death, boolean contentVisible) {
    StoredMessage message = browsed.message();
    Envelope envelope = message.envelope();
    List<Event> events = new ArrayList<>();
    events.add(new Event(envelope.sentAt(), "sent", null));
    if (envelope.deliverAt() != 0) {
      events.add(new Event(envelope.deliverAt(), "due", "delivery was delayed until then"));
    }
    if (message.deliveryCount() > 0) {
      String failures =
          message.failureCount() == 0 ? "none of them failed" : message.failureCount() + " failed";
      events.add(
          new Event(
              0, "delivered", "delivered " + message.deliveryCount() + " times, " + failures));
    }
    if (death != null) {
      failures(death.note(), contentVisible, events);
      events.add(
          new Event(
              death.diedAt(), "died", death.note().reason() + " at " + death.note().origin()));
    }
    held(broker, browsed).ifPresent(events::add);
    if (envelope.expiresAt() != 0) {
      events.add(new Event(envelope.expiresAt(), "expires", null));
    }
    events.sort(Comparator.comparingLong(event -> event.at() == 0 ? Long.MAX_VALUE : event.at()));
    return events;
  }

  /** By which consumer, where this node or what another has told it knows; else by which node. */
  private static Optional<Event> held(Broker broker, BrowsedMessage browsed) {
    StoredMessage message = browsed.message();
    String self = broker.store().info().nodeName();
    Optional<ConsumerState> here = broker.holder(message.mailboxId(), message.id());
    if (here.isPresent()) {
      Client client = here.get().client();
      return Optional.of(
          new Event(
              here.get().oldest().get(0).since(),
              "held",
              "by "
                  + who(client.kind().name(), client.name(), client.connection())
                  + " on "
                  + self));
    }
    if (browsed.state() != MessageState.ACQUIRED) {
      return Optional.empty();
    }
    String id = Long.toString(message.id());
    Optional<NodeRow> node =
        broker.store().nodes().nodes().stream()
            .filter(row -> row.incarnation() == browsed.owner())
            .findFirst();
    String name = node.map(NodeRow::name).orElse("unknown");
    for (ConsumerView consumer :
        node.map(row -> NodeSnapshot.of(row).consumers()).orElse(List.of())) {
      for (ConsumerView.Held held : consumer.messages()) {
        if (held.id().equals(id)) {
          String who = who(consumer.kind(), consumer.name(), consumer.connection());
          return Optional.of(new Event(held.since(), "held", "by " + who + " on " + name));
        }
      }
    }
    return Optional.of(new Event(0, "held", "by node " + name));
  }

  private static String who(String kind, String name, long connection) {
    return switch (Client.Kind.valueOf(kind)) {
      case BEAN -> "the bean " + name;
      case CONNECTION -> "connection " + connection + (name == null ? "" : " (" + name + ")");
      case NODE -> "the node itself";
    };
  }

  /** One event for each line of the history, which begins with its time. */
  private static void failures(DeathNote death, boolean contentVisible, List<Event> events) {
    if (death.history() == null) {
      return;
    }
    for (String line : death.history().split("\n")) {
      int space = line.indexOf(' ');
      if (space > 0) {
        String what = line.substring(space + 1);
        int cause = what.indexOf(": "); // an exception may tell what is in the message
        String shown = contentVisible || cause < 0 ? what : what.substring(0, cause);
        events.add(new Event(time(line.substring(0, space)), "failed", shown));
      }
    }
  }

  /** When the first failure happened that was written down; 0 when none was. */
  static long firstFailure(DeathNote death) {
    if (death.history() == null || death.history().indexOf(' ') < 0) {
      return 0;
    }
    return time(death.history().substring(0, death.history().indexOf(' ')));
  }

  private static long time(String text) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0; // written by another version: shown without its time
    }
  }
}
