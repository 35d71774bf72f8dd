package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.management.TotalsView;

class TotalsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  @Test
  void queuesTopicsMessagesAndDeadLettersAreAddedUpOnceASecond() {
    NODE.queue("totals", 3);
    NODE.queue("DLQ.totals", 2);
    NODE.management().createDestination(ManagedNode.ADMIN, DestinationKind.TOPIC, "totals.topic");
    NODE.management()
        .createSubscription(ManagedNode.OPERATOR, "totals.topic", null, "all", true, null);

    TotalsView totals = NODE.management().totals(VIEWER);
    assertThat(totals).isEqualTo(new TotalsView(2, 1, 5, 3, 0, 0, 0, 2, 0));
    assertThat(NODE.management().destination(VIEWER, DestinationKind.QUEUE, "totals").deadLetters())
        .isEqualTo(2);

    NODE.send("totals", "one more");
    assertThat(NODE.management().totals(VIEWER)).isEqualTo(totals);
    NODE.clock.forward(Duration.ofSeconds(1));
    assertThat(NODE.management().totals(VIEWER).messages()).isEqualTo(6);
  }
}
