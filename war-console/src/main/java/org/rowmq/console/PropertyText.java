package org.rowmq.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Message properties as lines of text: {@code name = value} for a String, {@code int attempt = 3}
 * with a type in front for another.
 */
public final class PropertyText {
  private static final Pattern TYPED_LINE = Pattern.compile("(\\S+) \\((\\S+)\\) = (.*)");

  private PropertyText() {}

  /**
   * Reads lines; blank ones are skipped.
   *
   * @throws IllegalArgumentException whose message names the line and says what is wrong
   */
  public static Map<String, Object> parse(String lines) {
    Map<String, Object> properties = new LinkedHashMap<>();
    if (lines == null) {
      return properties;
    }
    int number = 0;
    for (String line : lines.split("\\R", -1)) {
      number++;
      if (!line.isBlank()) {
        try {
          parseLine(line, properties);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("Line " + number + ": " + e.getMessage(), e);
        }
      }
    }
    return properties;
  }

  private static void parseLine(String line, Map<String, Object> properties) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("write name = value.");
    }
    String[] left = line.substring(0, equals).strip().split("\\s+");
    String text = line.substring(equals + 1).strip();
    if (left.length > 2 || left[0].isEmpty()) {
      throw new IllegalArgumentException("left of = belongs a name, or a type and a name.");
    }
    String name = left[left.length - 1];
    Object value = left.length == 1 ? text : value(left[0], text);
    if (properties.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(name + " is given twice.");
    }
  }

  /**
   * A value of one of the types a property may have.
   *
   * @throws IllegalArgumentException for an unknown type or a text that is no such value
   */
  public static Object value(String type, String text) {
    try {
      return switch (type) {
        case "string", "String" -> text;
        case "boolean" -> bool(text);
        case "byte" -> Byte.valueOf(text);
        case "short" -> Short.valueOf(text);
        case "int" -> Integer.valueOf(text);
        case "long" -> Long.valueOf(text);
        case "float" -> Float.valueOf(text);
        case "double" -> Double.valueOf(text);
        default ->
            throw new IllegalArgumentException(
                type + " is not one of string, boolean, byte, short, int, long, float, double.");
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + " is not a value of type " + type + ".", e);
    }
  }

  private static Boolean bool(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    throw new IllegalArgumentException(text + " is neither true nor false.");
  }

  /**
   * One line, as {@link #parse} reads it. A value of several lines cannot be written so and is left
   * out.
   *
   * @param javaType simple name of its class, as {@code Integer}
   */
  public static String line(String javaType, String name, String value) {
    if (value.contains("\n") || value.contains("\r")) {
      return "";
    }
    String type =
        switch (javaType) {
          case "String" -> "";
          case "Integer" -> "int ";
          default -> javaType.toLowerCase(Locale.ROOT) + " ";
        };
    return type + name + " = " + value + "\n";
  }

  /** Lines of the form {@code name (Integer) = 3}, as a map's body is shown, for {@link #parse}. */
  public static String ofTypedLines(String shown) {
    StringBuilder lines = new StringBuilder();
    for (String each : shown == null ? new String[0] : shown.split("\n")) {
      Matcher typed = TYPED_LINE.matcher(each);
      if (typed.matches() && !typed.group(2).endsWith("[]")) {
        lines.append(line(typed.group(2), typed.group(1), typed.group(3)));
      }
    }
    return lines.toString();
  }
}
