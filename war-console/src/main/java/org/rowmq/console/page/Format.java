package org.rowmq.console.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.rowmq.management.JobView;

/** How numbers and times are written. */
@Named("format")
@ApplicationScoped
public class Format {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String[] UNITS = {"KiB", "MiB", "GiB"};
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** With a comma after each three digits. */
  public String number(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  /** A setting's value: a whole number with commas, any other text as it is. */
  public String grouped(String text) {
    return text.matches("-?\\d{4,18}") ? number(Long.parseLong(text)) : text;
  }

  /** Something per second; console.js says the same in the browser. */
  public String rate(double perSecond) {
    if (perSecond == 0) {
      return "0";
    }
    if (perSecond < 0.1) {
      return "< 0.1";
    }
    return perSecond < 100
        ? String.format(Locale.ENGLISH, "%.1f", perSecond)
        : number(Math.round(perSecond));
  }

  /** {@code "1 message"}, {@code "1,204 messages"}. */
  public String count(long number, String one) {
    return number(number) + " " + (number == 1 ? one : one + "s");
  }

  /** In the unit that leaves at most four digits. */
  public String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (int i = 0; i < UNITS.length && value >= 1024; i++) {
      value /= 1024;
      unit = UNITS[i];
    }
    return String.format(Locale.ENGLISH, value < 10 ? "%.1f %s" : "%.0f %s", value, unit);
  }

  /** What a returned send survives, by the name the store gives it. */
  public String durability(String name) {
    if (name == null) {
      return "";
    }
    return switch (name) {
      case "POWER_LOSS" -> "Loss of power";
      case "PROCESS_CRASH" -> "A killed process";
      default -> name;
    };
  }

  /** Whether a destination runs; console.js says the same in the browser. */
  public String state(boolean consumptionPaused, boolean productionPaused) {
    if (consumptionPaused && productionPaused) {
      return "Paused";
    }
    return consumptionPaused ? "Delivery paused" : productionPaused ? "Sending paused" : "Running";
  }

  /** A constant's name as a word: {@code "Available"}. */
  public String word(String constant) {
    if (constant == null || constant.isEmpty()) {
      return "";
    }
    return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Which colour a message's state has. */
  public String stateLevel(String state) {
    return switch (state) {
      case "AVAILABLE" -> "good";
      case "DEAD" -> "bad";
      case "PREPARED", "CONSUMED" -> "warn";
      default -> "";
    };
  }

  /** Which colour the state of a job has. */
  public String jobLevel(JobView.State state) {
    return switch (state) {
      case RUNNING -> "";
      case DONE -> "good";
      case CANCELLED -> "warn";
      case FAILED -> "bad";
    };
  }

  /** To the millisecond. */
  public String exact(long millis) {
    return EXACT.format(Instant.ofEpochMilli(millis));
  }

  /** For a {@code datetime} attribute. */
  public String iso(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** How long ago, or how soon, in one unit; console.js says the same in the browser. */
  public String ago(long millis) {
    return ago(millis, System.currentTimeMillis());
  }

  static String ago(long millis, long now) {
    long distance = Math.abs(now - millis);
    if (distance < 5 * SECOND) {
      return "just now";
    }
    String span;
    if (distance < MINUTE) {
      span = distance / SECOND + " s";
    } else if (distance < HOUR) {
      span = distance / MINUTE + " min";
    } else if (distance < 2 * DAY) {
      span = distance / HOUR + " h";
    } else {
      span = distance / DAY + " days";
    }
    return millis <= now ? span + " ago" : "in " + span;
  }
}
