package org.rowmq.management.service;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The parameters of a command as the audit trail keeps them. */
final class Parameters {
  private static final int LONGEST_VALUE = 2_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private Parameters() {}

  /** A JSON object of strings, by name; null when there are none. */
  static String json(Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return null;
    }
    StringBuilder json = new StringBuilder("{");
    new TreeMap<>(parameters)
        .forEach(
            (name, value) -> {
              json.append(json.length() == 1 ? "" : ",");
              quote(json, name);
              json.append(':');
              quote(
                  json, value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value);
            });
    return json.append('}').toString();
  }

  /** What {@link #json} was given. */
  static Map<String, String> read(String json) {
    Map<String, String> parameters = new TreeMap<>();
    if (json != null) {
      JSON.readTree(json)
          .properties()
          .forEach(each -> parameters.put(each.getKey(), each.getValue().asString()));
    }
    return parameters;
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
