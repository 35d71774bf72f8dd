package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which columns the lists show, as the user's browser keeps it: a cookie for each list, which
 * columns.js sets, with those that are hidden, and one with the properties that are columns of
 * messages. The names of things are never hidden. What is added to a list later is shown until
 * somebody hides it. Who has not chosen sees as many as fit a screen of 1300 pixels.
 */
@Named("columns")
@RequestScoped
public class Columns {
  /** As many properties as stay readable beside the other columns. */
  private static final int MOST_PROPERTIES = 5;

  private static final int LONGEST_PROPERTY = 100;
  private static final String COOKIE = "rowmq-columns-";
  private static final String PROPERTIES = "rowmq-properties";

  /** In the order of the pages. */
  private static final Map<String, List<Column>> LISTS =
      Map.of(
          "queue",
          List.of(
              new Column("state", "State"),
              new Column("messages", "Messages"),
              new Column("ready", "Ready"),
              new Column("delivering", "Delivering"),
              new Column("scheduled", "Scheduled"),
              new Column("trend", "Trend"),
              new Column("in", "In/s"),
              new Column("out", "Out/s"),
              new Column("consumers", "Consumers"),
              new Column("dead", "Dead"),
              new Column("oldest", "Oldest")),
          "topic",
          List.of(
              new Column("state", "State"),
              new Column("messages", "Messages"),
              new Column("trend", "Trend"),
              new Column("in", "In/s"),
              new Column("fanout", "Fan-out/s"),
              new Column("out", "Out/s"),
              new Column("subscriptions", "Subscriptions"),
              new Column("backlog", "Largest backlog"),
              new Column("consumers", "Consumers"),
              new Column("oldest", "Oldest")),
          "message",
          List.of(
              new Column("sent", "Sent"),
              new Column("state", "State"),
              new Column("body", "Body"),
              new Column("type", "Type"),
              new Column("correlation", "Correlation id"),
              new Column("priority", "Priority"),
              new Column("deliveries", "Deliveries"),
              new Column("size", "Size")));

  /** Where nothing was chosen. */
  private static final Map<String, String> HIDDEN_AT_FIRST =
      Map.of("queue", "delivering.scheduled");

  @Inject private User user;

  private final Cookie[] cookies = Faces.request().getCookies();
  private final List<String> properties = readProperties();

  /** A column that can be hidden. */
  public record Column(String key, String title) {}

  /** The columns of a list that can be hidden. */
  public List<Column> of(String list) {
    return LISTS.get(list);
  }

  /** Whether the list shows this column. */
  public boolean shown(String list, String key) {
    return !hidden(list).contains(key);
  }

  private Set<String> hidden(String list) {
    String chosen = cookie(COOKIE + list);
    String hidden = chosen.isEmpty() ? HIDDEN_AT_FIRST.getOrDefault(list, "") : chosen;
    return new HashSet<>(Arrays.asList(hidden.split("\\.")));
  }

  /** The properties that are columns of lists of messages; only operators see their values. */
  public List<String> getProperties() {
    return user.isOperator() ? properties : List.of();
  }

  /** They as they are written. */
  public String getPropertyText() {
    return String.join(", ", properties);
  }

  private List<String> readProperties() {
    List<String> names = new ArrayList<>();
    for (String each : decoded(cookie(PROPERTIES)).split(",")) {
      String name = each.strip();
      boolean fits = !name.isEmpty() && name.length() <= LONGEST_PROPERTY;
      if (fits && !names.contains(name) && names.size() < MOST_PROPERTIES) {
        names.add(name);
      }
    }
    return names;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // nothing that columns.js has written
    }
  }

  private String cookie(String name) {
    return cookies == null
        ? ""
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(name))
            .map(Cookie::getValue)
            .findFirst()
            .orElse("");
  }
}
