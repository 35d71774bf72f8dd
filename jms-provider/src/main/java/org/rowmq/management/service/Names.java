package org.rowmq.management.service;

import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Mailbox;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageSource;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/** From what callers name to what the node knows, and back. */
final class Names {
  private Names() {}

  /** {@code queue://name}. */
  static String of(DestinationRow row) {
    return row.kind().scheme() + "://" + row.name();
  }

  static DestinationRow destination(Broker broker, DestinationKind kind, String name) {
    return broker.find(kind, name).orElseThrow(() -> missing(kind, name));
  }

  static ManagementException missing(DestinationKind kind, String name) {
    return new ManagementException(
        Kind.NOT_FOUND, "There is no " + kind.scheme() + " named " + name + ".");
  }

  /**
   * A source that exists.
   *
   * @param type {@code queue} or {@code topic}
   * @param name the queue, or {@code topic/subscription}
   */
  record Source(Mailbox mailbox, String type, String name) {
    String text() {
      return type + "://" + name;
    }

    /** Name of the queue, or of the subscription's topic. */
    String destination() {
      return mailbox.destination().name();
    }
  }

  static Source source(Broker broker, MessageSource source) {
    if (source.queue() != null) {
      DestinationRow row = destination(broker, DestinationKind.QUEUE, source.queue());
      return new Source(Mailbox.of(row), row.kind().scheme(), row.name());
    }
    Optional<SubscriptionRow> subscription =
        broker.store().catalog().subscriptions().stream()
            .filter(row -> row.id() == source.subscriptionId())
            .findFirst();
    Mailbox mailbox =
        subscription
            .flatMap(row -> broker.repair().mailbox(row.id()))
            .orElseThrow(
                () -> new ManagementException(Kind.NOT_FOUND, "There is no such subscription."));
    String name = subscription.map(SubscriptionRow::name).orElse("unnamed");
    return new Source(mailbox, "topic", mailbox.destination().name() + "/" + name);
  }
}
