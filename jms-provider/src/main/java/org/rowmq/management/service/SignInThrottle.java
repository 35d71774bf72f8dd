package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses sign-in for a name or an address after some failures, until they are a while ago. Refused
 * attempts are not failures, so nobody can be kept out for long by others. Thread-safe.
 */
final class SignInThrottle {
  private static final int MOST_FAILURES = 5;
  static final Duration USUAL_MEMORY = Duration.ofMinutes(1);
  private static final int MANY_KEYS = 10_000;

  private final Clock clock;
  private final Duration memory;
  private final Map<String, Deque<Long>> failures = new HashMap<>();

  /**
   * @param memory how long a failure counts
   */
  SignInThrottle(Clock clock, Duration memory) {
    this.clock = clock;
    this.memory = memory;
  }

  synchronized boolean refuses(String name, String address) {
    return full(nameKey(name)) || full(addressKey(address));
  }

  synchronized void failed(String name, String address) {
    if (failures.size() > MANY_KEYS) {
      failures.values().removeIf(this::forgotten);
    }
    note(nameKey(name));
    note(addressKey(address));
  }

  /** Forgets the name's failures; those of the address may be of other names. */
  synchronized void succeeded(String name) {
    failures.remove(nameKey(name));
  }

  private boolean full(String key) {
    Deque<Long> times = failures.get(key);
    return times != null && !forgotten(times) && times.size() >= MOST_FAILURES;
  }

  private void note(String key) {
    Deque<Long> times = failures.computeIfAbsent(key, k -> new ArrayDeque<>());
    forgotten(times);
    times.add(clock.millis());
  }

  /** Drops what is a while ago; whether nothing is left. */
  private boolean forgotten(Deque<Long> times) {
    long since = clock.millis() - memory.toMillis();
    while (!times.isEmpty() && times.peekFirst() <= since) {
      times.removeFirst();
    }
    return times.isEmpty();
  }

  private static String nameKey(String name) {
    return "name " + name.toLowerCase(Locale.ROOT);
  }

  private static String addressKey(String address) {
    return "address " + address;
  }
}
