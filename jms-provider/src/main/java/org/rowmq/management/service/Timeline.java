package org.rowmq.management.service;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rowmq.broker.Broker;
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
    if (browsed.state() == MessageState.ACQUIRED) {
      events.add(new Event(0, "held", "by node " + nodeName(broker, browsed.owner())));
    }
    if (envelope.expiresAt() != 0) {
      events.add(new Event(envelope.expiresAt(), "expires", null));
    }
    events.sort(Comparator.comparingLong(event -> event.at() == 0 ? Long.MAX_VALUE : event.at()));
    return events;
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

  private static String nodeName(Broker broker, long incarnation) {
    return broker.store().nodes().nodes().stream()
        .filter(node -> node.incarnation() == incarnation)
        .map(NodeRow::name)
        .findFirst()
        .orElse("unknown");
  }
}
