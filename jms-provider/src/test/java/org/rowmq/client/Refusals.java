package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Calls that must be refused. */
final class Refusals {
  private Refusals() {}

  /** A call that may throw anything. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  static void assertRefused(Class<? extends Exception> type, Call... calls) {
    for (Call call : calls) {
      assertThatThrownBy(call::run).isInstanceOf(type);
    }
  }
}
