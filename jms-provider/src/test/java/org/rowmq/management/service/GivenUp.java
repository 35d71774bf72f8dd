package org.rowmq.management.service;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.selector.Selector;

/** Lets messages fail until they are given up. */
final class GivenUp {
  private static final RedeliveryOverrides ONE_ATTEMPT =
      RedeliveryOverrides.all(
          new RedeliveryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0, "DLQ.*", ""));

  private GivenUp() {}

  /** The next ones of a queue, by a node. */
  static void next(Broker broker, String queue, int count) throws InterruptedException {
    Mailbox mailbox = Mailbox.of(broker.find(DestinationKind.QUEUE, queue).orElseThrow());
    Consumer consumer = broker.consume(mailbox, Selector.NONE, null);
    for (int i = 0; i < count; i++) {
      Delivery taken = requireNonNull(consumer.take(TimeUnit.SECONDS.toNanos(20)));
      broker.failed(
          0, List.of(taken), Failure.of(new IllegalStateException("no stock")), ONE_ATTEMPT);
    }
    consumer.close();
  }
}
