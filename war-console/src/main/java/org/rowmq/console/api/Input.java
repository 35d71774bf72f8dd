package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.console.PropertyText;
import org.rowmq.management.ManagementException;

/** A request's JSON object; what is wrong with it is said with the name of the field. */
final class Input {
  private final JsonObject json;

  private Input(JsonObject json) {
    this.json = json;
  }

  static Input of(String body) {
    if (body == null || body.isBlank()) {
      return new Input(JsonValue.EMPTY_JSON_OBJECT);
    }
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return new Input(reader.readObject());
    } catch (JsonException e) {
      throw new ManagementException(
          ManagementException.Kind.INVALID, "The body is not a JSON object.", null, e);
    }
  }

  /** The kind named in a path or a body. */
  static DestinationKind kind(String type) {
    for (DestinationKind kind : DestinationKind.values()) {
      if (kind.scheme().equals(type)) {
        return kind;
      }
    }
    throw invalid("type", "The type is queue or topic, not " + type + ".");
  }

  boolean has(String field) {
    return json.containsKey(field);
  }

  /** Whether it is given, and given as null. */
  boolean isNull(String field) {
    return json.get(field) == JsonValue.NULL;
  }

  String text(String field, String otherwise) {
    JsonValue value = json.get(field);
    if (value == null || value == JsonValue.NULL) {
      return otherwise;
    }
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw invalid(field, field + " must be a string.");
  }

  /** An array of strings; null when it is not given. */
  List<String> texts(String field) {
    JsonValue value = json.get(field);
    if (value == null || value == JsonValue.NULL) {
      return null;
    }
    if (!(value instanceof JsonArray array)) {
      throw invalid(field, field + " must be an array of strings.");
    }
    List<String> texts = new ArrayList<>(array.size());
    for (JsonValue item : array) {
      if (!(item instanceof JsonString text)) {
        throw invalid(field, field + " must be an array of strings.");
      }
      texts.add(text.getString());
    }
    return texts;
  }

  long number(String field, long otherwise, long least, long most) {
    long number = number(field, otherwise);
    if (number < least || number > most) {
      throw invalid(field, field + " must be from " + least + " to " + most + ".");
    }
    return number;
  }

  private long number(String field, long otherwise) {
    JsonValue value = json.get(field);
    if (value == null || value == JsonValue.NULL) {
      return otherwise;
    }
    if (value instanceof JsonNumber number) {
      try {
        return number.longValueExact();
      } catch (ArithmeticException e) {
        throw new ManagementException(
            ManagementException.Kind.INVALID, field + " must be a whole number.", field, e);
      }
    }
    throw invalid(field, field + " must be a number.");
  }

  boolean flag(String field, boolean otherwise) {
    JsonValue value = json.get(field);
    if (value == null || value == JsonValue.NULL) {
      return otherwise;
    }
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw invalid(field, field + " must be true or false.");
    };
  }

  /**
   * An object of strings, numbers and booleans, as text; what is null in it counts as not given.
   */
  Map<String, String> values(String field) {
    if (!(json.get(field) instanceof JsonObject object)) {
      throw invalid(field, field + " must be an object.");
    }
    Map<String, String> values = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          switch (value.getValueType()) {
            case NULL -> {}
            case STRING -> values.put(name, ((JsonString) value).getString());
            case NUMBER, TRUE, FALSE -> values.put(name, value.toString());
            default ->
                throw invalid(name, name + " must be a string, a number, true, false or null.");
          }
        });
    return values;
  }

  /**
   * Message properties: a string, a boolean, a whole number (long) or another number (double); or
   * an object {@code {"type": "int", "value": 3}} for the other types.
   */
  Map<String, Object> properties(String field) {
    JsonValue value = json.get(field);
    if (value == null || value == JsonValue.NULL) {
      return Map.of();
    }
    if (!(value instanceof JsonObject object)) {
      throw invalid(field, field + " must be an object.");
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    object.forEach((name, given) -> properties.put(name, property(field, name, given)));
    return properties;
  }

  private static Object property(String field, String name, JsonValue value) {
    if (value instanceof JsonString text) {
      return text.getString();
    }
    if (value instanceof JsonNumber number) {
      return typed(field, name, number.isIntegral() ? "long" : "double", number);
    }
    if (value instanceof JsonObject object
        && object.get("type") instanceof JsonString type
        && object.containsKey("value")) {
      return typed(field, name, type.getString(), object.get("value"));
    }
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw invalid(field, name + " must be a string, a number, true or false.");
    };
  }

  private static Object typed(String field, String name, String type, JsonValue value) {
    try {
      return PropertyText.value(
          type, value instanceof JsonString text ? text.getString() : value.toString());
    } catch (IllegalArgumentException e) {
      throw new ManagementException(
          ManagementException.Kind.INVALID, name + ": " + e.getMessage(), field, e);
    }
  }

  private static ManagementException invalid(String field, String message) {
    return new ManagementException(ManagementException.Kind.INVALID, message, field, null);
  }
}
