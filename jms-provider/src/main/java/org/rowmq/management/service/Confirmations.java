package org.rowmq.management.service;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;

/**
 * The tokens between the two steps of a destructive command: unguessable, good once, for one
 * caller, command and target, and for a short time. Thread-safe.
 */
final class Confirmations {
  private static final Duration LIFETIME = Duration.ofMinutes(2);
  private static final int TOKEN_BYTES = 24;
  private static final int MOST = 1_000;

  /** Above this many messages the name has to be typed. */
  private static final long MANY_MESSAGES = 1_000;

  /** A tenth more or less than was asked about, and it is asked again. */
  private static final int TOLERANCE = 10;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Asked> open = new LinkedHashMap<>();

  private record Asked(
      String user, String command, String target, String name, Confirmation confirmation) {}

  /** What a command would do to a target. */
  record Question(
      String user, String command, String target, String name, long messages, int consumers) {}

  Confirmations(Clock clock) {
    this.clock = clock;
  }

  /** First step. */
  Confirmation ask(Question q, boolean nameRequiredUnlessEmpty) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    boolean nameRequired =
        q.messages() > MANY_MESSAGES || (nameRequiredUnlessEmpty && q.messages() > 0);
    Confirmation confirmation =
        new Confirmation(
            token,
            q.target(),
            q.messages(),
            q.consumers(),
            nameRequired,
            clock.millis() + LIFETIME.toMillis());
    synchronized (open) {
      open.values().removeIf(asked -> asked.confirmation().expiresAt() <= clock.millis());
      if (open.size() >= MOST) {
        open.remove(open.keySet().iterator().next());
      }
      open.put(token, new Asked(q.user(), q.command(), q.target(), q.name(), confirmation));
    }
    return confirmation;
  }

  /**
   * Second step: uses the token up, whatever comes of it.
   *
   * @throws ManagementException when it is not good, or not for what would happen now
   */
  void use(String token, String typedName, Question now) {
    Asked asked;
    synchronized (open) {
      asked = token == null ? null : open.remove(token);
    }
    if (asked == null
        || asked.confirmation().expiresAt() <= clock.millis()
        || !asked.user().equals(now.user())
        || !asked.command().equals(now.command())
        || !asked.target().equals(now.target())) {
      throw conflict("This needs a confirmation that is not older than two minutes.");
    }
    long before = asked.confirmation().messages();
    if (Math.abs(now.messages() - before) * TOLERANCE > before) {
      throw conflict(
          String.format(
              "There are %,d messages now, not %,d as when you were asked.",
              now.messages(), before));
    }
    if (asked.confirmation().nameRequired() && !asked.name().equals(typedName)) {
      throw conflict("The name typed is not " + asked.name() + ".");
    }
  }

  private static ManagementException conflict(String message) {
    return new ManagementException(Kind.CONFLICT, message);
  }
}
