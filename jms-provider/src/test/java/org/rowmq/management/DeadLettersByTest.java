package org.rowmq.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.management.DeadLetters.By;
import org.rowmq.management.DeadLetters.Sum;

class DeadLettersByTest {
  private static DeadLetters.Group group(
      String queue, String origin, String reason, String exception, long messages, long at) {
    return new DeadLetters.Group(
        MessageSource.queue(queue),
        "queue://" + queue,
        new MessageFilter.Death(origin, reason, exception),
        messages,
        at,
        at + 10);
  }

  private final DeadLetters all =
      new DeadLetters(
          List.of(
              group("DLQ.a", "queue://a", "FAILED", "X", 5, 100),
              group("DLQ.b", "queue://b", "FAILED", "Y", 4, 50),
              group("expired", "queue://b", "EXPIRED", null, 3, 200),
              group("DLQ.b", "queue://b", "FAILED", "X", 1, 70)),
          true);

  @Test
  void groupsWithOneThingInCommonAreOneWhereverTheyAre() {
    assertThat(all.groupedBy(By.REASON))
        .containsExactly(new Sum("FAILED", 10, 50, 110), new Sum("EXPIRED", 3, 200, 210));
    assertThat(all.groupedBy(By.ORIGIN))
        .containsExactly(new Sum("queue://b", 8, 50, 210), new Sum("queue://a", 5, 100, 110));
    assertThat(all.groupedBy(By.EXCEPTION))
        .containsExactly(
            new Sum("X", 6, 70, 110), new Sum("Y", 4, 50, 60), new Sum(null, 3, 200, 210));
  }
}
