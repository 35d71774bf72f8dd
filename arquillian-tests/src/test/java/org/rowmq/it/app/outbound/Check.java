package org.rowmq.it.app.outbound;

import java.util.Objects;
import java.util.concurrent.Callable;

/** What a check asserts with. */
final class Check {
  private Check() {}

  static void equal(Object expected, Object actual, String what) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected " + expected + ", was " + actual);
    }
  }

  static void refused(Class<? extends Exception> type, String part, Callable<?> call) {
    Object result;
    try {
      result = call.call();
    } catch (Exception e) {
      if (!type.isInstance(e) || !String.valueOf(e.getMessage()).contains(part)) {
        throw new AssertionError("expected " + type + " with \"" + part + "\", was " + e, e);
      }
      return;
    }
    throw new AssertionError("expected " + type + " with \"" + part + "\", got " + result);
  }
}
