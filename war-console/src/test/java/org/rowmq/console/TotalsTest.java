package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.management.DestinationView;

class TotalsTest {

  private static DestinationView queue(String name, long messages, int consumers, boolean paused) {
    return new DestinationView(
        DestinationKind.QUEUE, name, false, paused, false, messages, consumers, 0, 0, 2, 1.5, 0);
  }

  @Test
  void queuesMessagesAndConsumersAreAddedUp() {
    Totals totals =
        Totals.of(
            List.of(
                queue("fine", 5, 1, false),
                queue("alone", 7, 0, false),
                queue("held", 1, 1, true)));

    assertThat(totals).isEqualTo(new Totals(3, 0, 13, 2));
  }
}
