package org.rowmq.console;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowmq.management.NewMessage;

/**
 * A command line that sends a message by the REST API. Whatever is in the message, a POSIX shell
 * takes it as text: all that is not the command's own stands between single quotes, and what is
 * sent is JSON written in ASCII, so that nothing invisible is in the line that is read before it is
 * run. It names no user: curl asks for the password by itself.
 */
public final class CurlCommand {
  /** Longer arguments Linux does not take (128 KiB), and nobody reads. */
  private static final int LONGEST = 64 << 10;

  private static final int DEFAULT_PRIORITY = 4;
  private static final char LAST_ASCII = 0x7e;

  private CurlCommand() {}

  /**
   * The command.
   *
   * @param url of the destination's messages
   * @return null where it would be longer than a shell takes
   */
  public static String of(String url, NewMessage message) {
    String json = json(message);
    return json.length() > LONGEST
        ? null
        : "curl --user YOUR-NAME \\\n"
            + "  --header 'Content-Type: application/json' \\\n"
            + "  --data "
            + quoted(json)
            + " \\\n  "
            + quoted(url);
  }

  /**
   * As one word of a POSIX shell (2.2.2): nothing is special between single quotes but their end.
   */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** The fields of the API; what would be the same without being said is left out. */
  private static String json(NewMessage message) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (message.body() instanceof byte[] bytes) {
      fields.put("bytes", string(Base64.getEncoder().encodeToString(bytes)));
    } else if (message.body() instanceof Map<?, ?> map) {
      fields.put("map", values(map));
    } else {
      fields.put("text", message.body() == null ? "null" : string(message.body().toString()));
    }
    text(fields, "correlationId", message.correlationId());
    text(fields, "type", message.type());
    text(fields, "replyTo", message.replyTo());
    if (message.priority() != DEFAULT_PRIORITY) {
      fields.put("priority", Integer.toString(message.priority()));
    }
    if (!message.persistent()) {
      fields.put("persistent", "false");
    }
    if (message.timeToLiveMillis() > 0) {
      fields.put("timeToLiveMillis", Long.toString(message.timeToLiveMillis()));
    }
    if (!message.properties().isEmpty()) {
      fields.put("properties", values(message.properties()));
    }
    return object(fields);
  }

  private static void text(Map<String, String> fields, String name, String value) {
    if (value != null) {
      fields.put(name, string(value));
    }
  }

  private static String values(Map<?, ?> values) {
    Map<String, String> fields = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (value != null) {
            fields.put(String.valueOf(name), value(value));
          }
        });
    return object(fields);
  }

  /** As the API reads it: what JSON has no type for says its own. */
  private static String value(Object value) {
    if (value instanceof Boolean || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof String || value instanceof Character) {
      return string(value.toString());
    }
    String type =
        value instanceof Integer
            ? "int"
            : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return object(Map.of("type", string(type), "value", string(value.toString())));
  }

  private static String object(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> string(field.getKey()) + ":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c < ' ' || c > LAST_ASCII) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
