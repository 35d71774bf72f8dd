package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private long now;
  private int buffered;
  private final ReadAhead ahead = new ReadAhead(200, () -> now);

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      ahead.added(++buffered);
    }
  }

  private void take(int count) {
    for (int i = 0; i < count; i++) {
      ahead.taken(--buffered);
    }
  }

  private int look() {
    now += TimeUnit.MILLISECONDS.toNanos(ReadAhead.LOOK_MILLIS);
    int excess = ahead.excess(buffered);
    buffered -= excess;
    return excess;
  }

  @Test
  void whoTakesAllAtOnceIsGivenTwiceAsMuchUpToAPage() {
    for (int expected : new int[] {32, 64, 128, 200, 200}) {
      assertThat(ahead.rows(1)).isEqualTo(expected);
      add(expected);
      take(expected);
    }
  }

  @Test
  void theNextPageIsDueWhileTheLastOneIsTakenOnceTheMostWasTakenAtOnce() {
    for (int claimed : new int[] {32, 64, 128}) {
      add(claimed);
      assertThat(ahead.isDue(1)).isFalse();
      take(claimed);
    }
    assertThat(ahead.isDue(199)).isTrue();
    assertThat(ahead.isDue(200)).isFalse();
  }

  @Test
  void messagesThatComeOneByOneSayNothingOfHowManyWouldBeTaken() {
    for (int i = 0; i < 1_000; i++) {
      add(1);
      take(1);
    }
    assertThat(ahead.rows(1)).isEqualTo(32);
  }

  @Test
  void whatTakesLongerIsNotDoubled() {
    add(32);
    now += TimeUnit.MILLISECONDS.toNanos(ReadAhead.LOOK_MILLIS);
    take(32);
    assertThat(ahead.rows(1)).isEqualTo(32);
  }

  @Test
  void whatNobodyTookFromOneLookToTheNextIsTooMuch() {
    add(100);
    assertThat(look()).isZero();
    assertThat(look()).isEqualTo(100);
    assertThat(ahead.rows(1)).isEqualTo(1);
    assertThat(look()).isZero();
  }

  @Test
  void asMuchIsKeptAsWasTakenInTheTimeBetween() {
    add(100);
    assertThat(look()).isZero();
    take(10);
    assertThat(look()).isEqualTo(80);
    assertThat(ahead.rows(1)).isEqualTo(10);
    take(10);
    assertThat(look()).isZero();
  }

  @Test
  void nothingIsTooMuchForConsumersThatKeepUp() {
    for (int i = 0; i < 10; i++) {
      add(100);
      assertThat(look()).isZero();
      take(100);
    }
  }

  @Test
  void eachOfTheConsumersThatWaitGetsOne() {
    add(10);
    look();
    look();
    assertThat(ahead.rows(8)).isEqualTo(8);
  }
}
