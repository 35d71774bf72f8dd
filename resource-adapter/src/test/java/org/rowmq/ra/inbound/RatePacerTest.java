package org.rowmq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatePacerTest {
  private final AtomicLong clock = new AtomicLong(5_000);

  @Test
  void deliveriesAreSpreadEvenly() {
    RatePacer pacer = new RatePacer(10, clock::get);
    assertThat(pacer.millisToWait()).isZero();
    pacer.began(1);
    assertThat(pacer.millisToWait()).isEqualTo(100);
    clock.addAndGet(60_000_000);
    assertThat(pacer.millisToWait()).isBetween(40L, 41L);
    clock.addAndGet(41_000_000);
    assertThat(pacer.millisToWait()).isZero();
  }

  @Test
  void aBatchIsPaidForAfterwards() {
    RatePacer pacer = new RatePacer(10, clock::get);
    pacer.began(5);
    assertThat(pacer.millisToWait()).isEqualTo(500);
  }

  @Test
  void withoutALimitNobodyWaits() {
    RatePacer pacer = new RatePacer(0, clock::get);
    pacer.began(1_000);
    assertThat(pacer.millisToWait()).isZero();
  }
}
