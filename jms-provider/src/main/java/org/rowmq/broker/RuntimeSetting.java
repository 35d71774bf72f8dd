package org.rowmq.broker;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A setting that may change while nodes run: for all destinations, and most of them for a single
 * one. The table of them: name, unit, range and meaning; the console, the API and {@link Policies}
 * follow it.
 */
public enum RuntimeSetting {
  MAX_DELIVERY_ATTEMPTS(
      "maxDeliveryAttempts",
      Type.INTEGER,
      "deliveries",
      -1,
      1_000_000,
      Scope.ANY,
      "failed deliveries after which a message is given up; -1 for no limit"),
  REDELIVERY_DELAY(
      "redeliveryDelay",
      Type.INTEGER,
      "ms",
      0,
      Limits.YEAR_MILLIS,
      Scope.ANY,
      "wait after the first failed delivery"),
  REDELIVERY_MULTIPLIER(
      "redeliveryMultiplier",
      Type.DECIMAL,
      "",
      1,
      1_000,
      Scope.ANY,
      "by what the wait grows with each failure"),
  MAX_REDELIVERY_DELAY(
      "maxRedeliveryDelay",
      Type.INTEGER,
      "ms",
      0,
      Limits.YEAR_MILLIS,
      Scope.ANY,
      "what the wait never exceeds"),
  REDELIVERY_JITTER(
      "redeliveryJitter",
      Type.DECIMAL,
      "",
      0,
      1,
      Scope.ANY,
      "by what part of it the wait is varied at random"),
  DEAD_LETTER_DESTINATION(
      "deadLetterDestination",
      Type.QUEUE,
      "",
      0,
      500,
      Scope.ANY,
      "queue for messages given up; * stands for the destination's name; empty keeps them where"
          + " they are, marked dead"),
  EXPIRY_DESTINATION(
      "expiryDestination",
      Type.QUEUE,
      "",
      0,
      500,
      Scope.ANY,
      "queue for expired messages, likewise; empty deletes them"),
  MAX_TIME_TO_LIVE(
      "maxTimeToLive",
      Type.INTEGER,
      "ms",
      0,
      100 * Limits.YEAR_MILLIS,
      Scope.ANY,
      "messages sent from now on expire after that at the latest; 0 for no limit"),
  MAX_MESSAGES(
      "maxMessages",
      Type.INTEGER,
      "messages",
      0,
      Limits.MANY,
      Scope.QUEUE,
      "a queue that has so many takes no more from senders; 0 for no limit. Exact to what all nodes"
          + " send within one heartbeat; dead letters and moved messages are always taken"),
  MAX_MESSAGE_BYTES(
      "maxMessageBytes",
      Type.INTEGER,
      "bytes",
      0,
      Limits.MANY,
      Scope.ANY,
      "a message with more, headers and body together, is refused; 0 for no limit"),
  DEAD_LETTER_RETENTION(
      "deadLetterRetention",
      Type.INTEGER,
      "days",
      0,
      36_500,
      Scope.ANY,
      "messages given up longer ago are removed from a queue that takes dead letters, and where"
          + " they stayed, marked dead; 0 keeps them"),
  AUTO_CREATE_DESTINATIONS(
      "autoCreateDestinations",
      Type.FLAG,
      "",
      0,
      1,
      Scope.NODES,
      "whether a queue or topic is created when it is first used"),
  AUDIT_RETENTION(
      "auditRetention",
      Type.INTEGER,
      "days",
      1,
      36_500,
      Scope.NODES,
      "entries of the audit trail that are older are removed, within the hour"),
  MASKED_PROPERTIES(
      "maskedProperties",
      Type.WORDS,
      "",
      0,
      MaskedNames.LONGEST,
      Scope.NODES,
      "properties of messages with one of these in their name are shown as ***, until an operator"
          + " reveals one, which is audited; empty masks none");

  /** How a setting's text is read. */
  public enum Type {
    INTEGER,
    DECIMAL,
    /** The name of a queue, with {@code *} for another name in it; may be empty. */
    QUEUE,
    /** {@code true} or {@code false}. */
    FLAG,
    /** See {@link MaskedNames}. */
    WORDS
  }

  /** For what it can be set. */
  public enum Scope {
    /** For all nodes only. */
    NODES,
    /** For all destinations, and for single queues and topics. */
    ANY,
    /** For all queues, and for single queues. */
    QUEUE
  }

  /** Upper ends of ranges. */
  private static final class Limits {
    static final long YEAR_MILLIS = 365L * 24 * 60 * 60 * 1000;
    static final long MANY = 1_000_000_000_000L;
  }

  private final String key;
  private final Type type;
  private final String unit;
  private final long min;
  private final long max;
  private final Scope scope;
  private final String meaning;

  RuntimeSetting(
      String key, Type type, String unit, long min, long max, Scope scope, String meaning) {
    this.key = key;
    this.type = type;
    this.unit = unit;
    this.min = min;
    this.max = max;
    this.scope = scope;
    this.meaning = meaning;
  }

  /** Finds one by its name; empty where this version does not know it. */
  public static Optional<RuntimeSetting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** Its name, as in the configuration where it is there as well. */
  public String key() {
    return key;
  }

  public Type type() {
    return type;
  }

  /** Empty where there is none. */
  public String unit() {
    return unit;
  }

  public Scope scope() {
    return scope;
  }

  /** What it does, for people. */
  public String meaning() {
    return meaning;
  }

  /** What values are possible, for people. */
  public String range() {
    return switch (type) {
      case INTEGER, DECIMAL -> String.format(Locale.ENGLISH, "%,d to %,d", min, max);
      case FLAG -> "true or false";
      case QUEUE -> "a queue's name of at most " + max + " characters, or empty";
      case WORDS -> MaskedNames.range();
    };
  }

  /**
   * A value as it is kept: without superfluous zeros and blanks.
   *
   * @throws IllegalArgumentException saying what values are possible
   */
  public String canonical(String text) {
    String value = text.strip();
    try {
      return switch (type) {
        case INTEGER -> Long.toString(inRange(Long.parseLong(value)));
        case DECIMAL -> Double.toString(inRange(Double.parseDouble(value)));
        case FLAG -> flag(value.toLowerCase(Locale.ROOT));
        case QUEUE -> queue(value);
        case WORDS -> MaskedNames.canonical(value);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(remedy(), e);
    }
  }

  private long inRange(long number) {
    if (number < min || number > max || (this == MAX_DELIVERY_ATTEMPTS && number == 0)) {
      throw new IllegalArgumentException(remedy());
    }
    return number;
  }

  private double inRange(double number) {
    if (!(number >= min && number <= max)) { // so that "not a number" is outside
      throw new IllegalArgumentException(remedy());
    }
    return number;
  }

  private String flag(String value) {
    if (value.equals("true") || value.equals("false")) {
      return value;
    }
    throw new IllegalArgumentException(remedy());
  }

  private String queue(String value) {
    if (value.length() > max || value.equals("*")) {
      throw new IllegalArgumentException(
          value.equals("*") ? "a queue cannot be its own: write more than *" : remedy());
    }
    return value;
  }

  private String remedy() {
    return switch (type) {
      case INTEGER -> "use a whole number from " + min + " to " + max + zeroIsNot();
      case DECIMAL -> "use a number from " + min + " to " + max;
      case FLAG, QUEUE, WORDS -> "use " + range();
    };
  }

  private String zeroIsNot() {
    return this == MAX_DELIVERY_ATTEMPTS ? ", but not 0" : "";
  }
}
