package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.rowmq.store.MessageStore.AvailableRow;

class FoundRowsTest {
  private static final int ALL = 100;
  private static final long PLENTY = Long.MAX_VALUE;

  private final FoundRows found = new FoundRows();

  private void look(AvailableRow... rows) {
    found.beginLook();
    found.endLook(Arrays.asList(rows));
  }

  private static AvailableRow row(long id, int priority) {
    return new AvailableRow(id, priority, 10);
  }

  @Test
  void rowsAreTakenInTheOrderInWhichTheyWereFound() {
    look(row(7, 9), row(2, 4), row(3, 4));

    assertThat(found.take(2, PLENTY)).containsExactly(7L, 2L);
    assertThat(found.take(2, PLENTY)).containsExactly(3L);
    assertThat(found.isEmpty()).isTrue();
  }

  @Test
  void noMoreBytesAreTakenThanWanted_butOneRowAtLeast() {
    look(row(1, 4), row(2, 4), row(3, 4));

    assertThat(found.take(ALL, 25)).containsExactly(1L, 2L);
    assertThat(found.take(ALL, 5)).containsExactly(3L);
  }

  @Test
  void whatComesBehindTheLastRowIsLeftToTheNextLook() {
    look(row(5, 4), row(6, 4));

    found.available(4, 7);
    found.available(3, 1);

    assertThat(found.take(ALL, PLENTY)).containsExactly(5L, 6L);
  }

  @Test
  void whatGoesBeforeTheLastRowMakesItLookAgain() {
    look(row(5, 4), row(7, 4));
    found.available(4, 6);
    assertThat(found.isEmpty()).isTrue();

    look(row(9, 8), row(5, 4));
    found.available(6, 100);
    assertThat(found.isEmpty()).isTrue();
  }

  @Test
  void whatBecameAvailableDuringTheLookCountsToo() {
    found.beginLook();
    found.available(4, 6);
    found.available(4, 9);
    found.endLook(Arrays.asList(row(5, 4), row(7, 4)));
    assertThat(found.isEmpty()).isTrue();

    found.beginLook();
    found.available(4, 9);
    found.endLook(Arrays.asList(row(5, 4), row(7, 4)));
    assertThat(found.take(ALL, PLENTY)).containsExactly(5L, 7L);
  }

  @Test
  void whoIsBeatenByAnotherNodeDoesWithoutForAWhile() {
    look(row(1, 4), row(2, 4), row(3, 4), row(4, 4), row(5, 4));
    found.claimed(4, 2);
    assertThat(found.isLookWorthIt()).isTrue();
    assertThat(found.isEmpty()).isFalse();

    found.claimed(4, 1);
    assertThat(found.isEmpty()).isTrue();
    int claims = 0;
    while (!found.isLookWorthIt()) {
      found.passed();
      claims++;
    }
    assertThat(claims).isEqualTo(64);
  }
}
