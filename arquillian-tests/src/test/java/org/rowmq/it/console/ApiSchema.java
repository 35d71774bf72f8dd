package org.rowmq.it.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says where an answer differs from its schema in the API's document. */
final class ApiSchema {
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, Map<String, Object>> schemas;

  @SuppressWarnings("unchecked") // a YAML document has no static types
  ApiSchema(Map<String, Object> document) {
    schemas =
        (Map<String, Map<String, Object>>)
            ((Map<String, Object>) document.get("components")).get("schemas");
  }

  /** One line for each difference. */
  List<String> differences(Map<String, Object> schema, Object value) {
    List<String> found = new ArrayList<>();
    compare("answer", schema, value, found);
    return found;
  }

  private void compare(String at, Map<String, Object> schema, Object value, List<String> found) {
    if (schema.get("$ref") instanceof String reference) {
      compare(at, schemas.get(reference.substring(REFERENCE.length())), value, found);
    } else if (value == null) {
      if (!Boolean.TRUE.equals(schema.get("nullable"))) {
        found.add(at + " is null");
      }
    } else if (schema.get("oneOf") instanceof List<?> alternatives) {
      boolean fits = alternatives.stream().anyMatch(one -> differences(map(one), value).isEmpty());
      if (!fits) {
        found.add(at + " fits none of " + alternatives + ": " + value);
      }
    } else if (schema.get("allOf") instanceof List<?> all) {
      all.forEach(one -> compare(at, map(one), value, found));
    } else {
      compareType(at, schema, value, found);
    }
  }

  private void compareType(
      String at, Map<String, Object> schema, Object value, List<String> found) {
    boolean fits =
        switch (String.valueOf(schema.get("type"))) {
          case "object" -> value instanceof Map;
          case "array" -> value instanceof List;
          case "string" -> value instanceof String;
          case "boolean" -> value instanceof Boolean;
          case "integer" -> value instanceof Integer || value instanceof Long;
          case "number" -> value instanceof Number;
          default -> false;
        };
    if (!fits) {
      found.add(at + " is no " + schema.get("type") + ": " + value);
    } else if (value instanceof List<?> items) {
      items.forEach(item -> compare(at + "[]", map(schema.get("items")), item, found));
    } else if (value instanceof Map<?, ?> object) {
      compareProperties(at, schema, object, found);
    }
  }

  private void compareProperties(
      String at, Map<String, Object> schema, Map<?, ?> object, List<String> found) {
    Map<String, Object> properties = map(schema.getOrDefault("properties", Map.of()));
    if (schema.get("required") instanceof List<?> required) {
      required.stream()
          .filter(name -> !object.containsKey(name))
          .forEach(name -> found.add(at + " has no " + name));
    }
    object.forEach(
        (name, value) -> {
          if (properties.get(name) == null
              && schema.get("additionalProperties") instanceof Map<?, ?> others) {
            compare(at + "." + name, map(others), value, found);
          } else if (properties.get(name) == null) {
            found.add(at + " has " + name + ", which is not in the document");
          } else {
            compare(at + "." + name, map(properties.get(name)), value, found);
          }
        });
  }

  @SuppressWarnings("unchecked") // a YAML document has no static types
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }
}
