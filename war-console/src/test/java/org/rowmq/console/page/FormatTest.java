package org.rowmq.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
  private final Format format = new Format();

  @Test
  void numbersHaveCommasAndBytesAUnit() {
    assertThat(format.count(1, "message")).isEqualTo("1 message");
    assertThat(format.count(1204, "message")).isEqualTo("1,204 messages");
    assertThat(format.bytes(1023)).isEqualTo("1023 B");
    assertThat(format.bytes(1024)).isEqualTo("1.0 KiB");
    assertThat(format.bytes(20L << 30)).isEqualTo("20 GiB");
    assertThat(format.exact(0)).isEqualTo("1970-01-01 00:00:00.000 UTC");
  }

  @Test
  void onlyWholeNumbersAmongSettingsAreGrouped() {
    assertThat(format.grouped("60000")).isEqualTo("60,000");
    assertThat(format.grouped("-1000")).isEqualTo("-1,000");
    assertThat(format.grouped("2.0")).isEqualTo("2.0");
    assertThat(format.grouped("DLQ.12345")).isEqualTo("DLQ.12345");
  }

  @Test
  void ratesHaveAsManyDigitsAsMatter() {
    assertThat(format.rate(0)).isEqualTo("0");
    assertThat(format.rate(0.01)).isEqualTo("< 0.1");
    assertThat(format.rate(2.34)).isEqualTo("2.3");
    assertThat(format.rate(12_345.6)).isEqualTo("12,346");
  }

  @ParameterizedTest
  @CsvSource({
    "0, just now",
    "4999, just now",
    "5000, 5 s ago",
    "59999, 59 s ago",
    "60000, 1 min ago",
    "3600000, 1 h ago",
    "172800000, 2 days ago",
    "-7200000, in 2 h"
  })
  void timesAreToldInOneUnit(long before, String expected) {
    long now = 1_000_000_000_000L;
    assertThat(Format.ago(now - before, now)).isEqualTo(expected);
  }
}
