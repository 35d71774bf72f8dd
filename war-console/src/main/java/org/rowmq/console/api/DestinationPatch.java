package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rowmq.management.DestinationChange;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;

/**
 * A merge patch (RFC 7396) of a destination. What it does not name stays, a setting that is null is
 * inherited from now on, and so are all when {@code settings} is null.
 */
final class DestinationPatch {
  private static final String CONSUMPTION = "consumptionPaused";
  private static final String PRODUCTION = "productionPaused";
  private static final String SETTINGS = "settings";

  private DestinationPatch() {}

  static DestinationChange of(String body) {
    Boolean consumption = null;
    Boolean production = null;
    Map<String, String> settings = Map.of();
    boolean noOthers = false;
    for (Map.Entry<String, JsonValue> each : object(body).entrySet()) {
      JsonValue value = each.getValue();
      switch (each.getKey()) {
        case CONSUMPTION -> consumption = flag(CONSUMPTION, value);
        case PRODUCTION -> production = flag(PRODUCTION, value);
        case SETTINGS -> {
          noOthers = value == JsonValue.NULL;
          settings = noOthers ? settings : settings(value);
        }
        default ->
            throw invalid(
                each.getKey(),
                each.getKey()
                    + " is "
                    + value
                    + ", but is nothing that can be changed: use consumptionPaused,"
                    + " productionPaused and settings.");
      }
    }
    return new DestinationChange(consumption, production, settings, noOthers);
  }

  private static JsonObject object(String body) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readObject();
    } catch (JsonException e) {
      throw new ManagementException(Kind.INVALID, "The body is not a JSON object.", null, e);
    }
  }

  private static boolean flag(String name, JsonValue value) {
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw invalid(name, name + " is " + value + ": use true or false.");
    };
  }

  private static Map<String, String> settings(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      throw invalid(
          SETTINGS, SETTINGS + " is " + value + ": use an object of settings by name, or null.");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    object.forEach((name, each) -> settings.put(name, setting(name, each)));
    return settings;
  }

  private static String setting(String name, JsonValue value) {
    return switch (value.getValueType()) {
      case NULL -> null;
      case STRING -> ((JsonString) value).getString();
      case NUMBER, TRUE, FALSE -> value.toString();
      case ARRAY, OBJECT ->
          throw invalid(
              name, name + " is " + value + ": use a string, a number, true, false or null.");
    };
  }

  private static ManagementException invalid(String field, String message) {
    return new ManagementException(Kind.INVALID, message, field, null);
  }
}
