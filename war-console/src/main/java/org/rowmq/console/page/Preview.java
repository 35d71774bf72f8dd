package org.rowmq.console.page;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.rowmq.management.NewMessage;

/**
 * What the form would send, as it has been understood.
 *
 * @param kind what is in the body, in words
 * @param body as people read it; null when there is none
 * @param cut whether {@code body} is not all of it
 * @param size bytes of the body as a text or as bytes, -1 for a map, whose form is not written here
 */
public record Preview(
    NewMessage message,
    String kind,
    String body,
    boolean cut,
    long size,
    List<Value> properties,
    List<Value> entries) {
  private static final int MOST = 64 << 10;
  private static final int MOST_BYTES = 4 << 10;

  /** A property, or an entry of a map. */
  public record Value(String name, String javaType, String value) {}

  static Preview of(NewMessage message) {
    List<Value> properties = values(message.properties());
    if (message.body() == null) {
      return new Preview(message, "None", null, false, 0, properties, List.of());
    }
    if (message.body() instanceof byte[] bytes) {
      int end = Math.min(bytes.length, MOST_BYTES);
      String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, end);
      return new Preview(
          message, "Bytes", hex, end < bytes.length, bytes.length, properties, List.of());
    }
    if (message.body() instanceof Map<?, ?> map) {
      return new Preview(message, "Map", null, false, -1, properties, values(map));
    }
    String text = message.body().toString();
    boolean cut = text.length() > MOST;
    return new Preview(
        message,
        "Text",
        cut ? text.substring(0, MOST) : text,
        cut,
        text.getBytes(StandardCharsets.UTF_8).length,
        properties,
        List.of());
  }

  private static List<Value> values(Map<?, ?> values) {
    List<Value> list = new ArrayList<>(values.size());
    values.forEach(
        (name, value) ->
            list.add(
                new Value(
                    String.valueOf(name),
                    value.getClass().getSimpleName(),
                    String.valueOf(value))));
    return list;
  }
}
