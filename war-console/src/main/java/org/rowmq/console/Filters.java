package org.rowmq.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageFilter;

/** A message filter as parameters of an address. */
public final class Filters {
  /** The names of the parameters. */
  public static final List<String> NAMES =
      List.of(
          "selector",
          "id",
          "correlationId",
          "text",
          "from",
          "to",
          "state",
          "reason",
          "origin",
          "exceptionClass");

  private Filters() {}

  /**
   * What is given of a filter, as the end of an address; each parameter with an ampersand in front.
   * Without {@code id}: a list of one message is no list to go through, and the page of a message
   * calls its own so.
   */
  public static String trail(UnaryOperator<String> parameters) {
    return NAMES.stream()
        .filter(name -> !name.equals("id") && given(parameters.apply(name)) != null)
        .map(
            name ->
                "&"
                    + name
                    + "="
                    + URLEncoder.encode(parameters.apply(name), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  /**
   * Reads {@code selector}, {@code id}, {@code correlationId}, {@code text}, {@code from}, {@code
   * to} and {@code state}; what is blank is not given. A time is ISO 8601, in UTC where it has no
   * offset. With {@code reason} only dead letters are meant, of that reason, {@code origin} and
   * {@code exceptionClass}.
   *
   * @throws ManagementException that names the field that is wrong
   */
  public static MessageFilter of(UnaryOperator<String> parameters) {
    return new MessageFilter(
        given(parameters.apply("selector")),
        given(parameters.apply("id")),
        given(parameters.apply("correlationId")),
        given(parameters.apply("text")),
        time("from", parameters.apply("from")),
        time("to", parameters.apply("to")),
        given(parameters.apply("state")),
        death(parameters));
  }

  /**
   * Reads {@code user}, {@code action}, {@code target}, {@code destination}, {@code outcome},
   * {@code from} and {@code to}, as above.
   *
   * @throws ManagementException that names the field that is wrong
   */
  public static AuditFilter ofAudit(UnaryOperator<String> parameters) {
    return new AuditFilter(
        given(parameters.apply("user")),
        given(parameters.apply("action")),
        given(parameters.apply("target")),
        given(parameters.apply("destination")),
        given(parameters.apply("outcome")),
        time("from", parameters.apply("from")),
        time("to", parameters.apply("to")));
  }

  private static MessageFilter.Death death(UnaryOperator<String> parameters) {
    String reason = given(parameters.apply("reason"));
    return reason == null
        ? null
        : new MessageFilter.Death(
            given(parameters.apply("origin")), reason, given(parameters.apply("exceptionClass")));
  }

  private static String given(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static long time(String field, String text) {
    if (given(text) == null) {
      return 0;
    }
    try {
      boolean local = text.strip().matches("[^Z+]*T[^Z+-]*");
      return local
          ? LocalDateTime.parse(text.strip()).toInstant(ZoneOffset.UTC).toEpochMilli()
          : Instant.parse(text.strip()).toEpochMilli();
    } catch (DateTimeException e) {
      throw new ManagementException(
          ManagementException.Kind.INVALID, "Write a time as 2026-01-31T13:45:00Z.", field, e);
    }
  }
}
