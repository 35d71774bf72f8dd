package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowmq.store.SlowCall;

class SlowCallsTest {
  private final Logger logger = Logger.getLogger(SlowCalls.class.getName());
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          said.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private long now = 1_000_000;
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  private final SlowCalls calls = new SlowCalls(Duration.ofMillis(500), clock);

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  private void remember(String what, long millis, boolean failed) {
    calls.remember(what, Duration.ofMillis(millis).toNanos(), 3, 40, failed);
  }

  @Test
  void whatTakesAsLongAsTheThresholdIsSlow() {
    assertThat(calls.isSlow(499_999_999)).isFalse();
    assertThat(calls.isSlow(500_000_000)).isTrue();
  }

  @Test
  void theLatestAreRememberedAndNoMore() {
    for (int i = 0; i < SlowCalls.MOST + 7; i++) {
      now++;
      remember("call " + i, 600 + i, false);
    }

    assertThat(calls.latest()).hasSize(SlowCalls.MOST);
    assertThat(calls.latest().get(0)).isEqualTo(new SlowCall(now, "call 56", 656, 3, 40, false));
    assertThat(calls.latest().get(SlowCalls.MOST - 1).what()).isEqualTo("call 7");
  }

  @Test
  void theLogSaysSoOnceInAMinuteWithHowManyItDidNotName() {
    remember("reading messages", 1_234, false);
    remember("writing messages", 600, false);
    remember("listing nodes", 600, false);
    now += 59_999;
    remember("listing nodes", 700, false);
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("The database is slow: reading messages took")
        .contains("slowCallThreshold", "this node's page", "0 more");

    now++;
    remember("waiting for the disk", 800, true);
    assertThat(said).hasSize(2);
    assertThat(said.get(1)).contains("waiting for the disk took 800 ms and failed", "3 more");
  }
}
