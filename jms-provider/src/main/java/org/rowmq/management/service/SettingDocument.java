package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.management.SettingScope;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All settings that were made at run time as one JSON document. What is wrong with one that
 * somebody has written is said all at once, each thing in a sentence that says where.
 */
final class SettingDocument {
  private static final String FORMAT = "rowmq-settings/1";
  private static final String ALL = "all";
  private static final String PATTERNS = "patterns";
  private static final String DESTINATIONS = "destinations";
  private static final String VALUES = "values";
  private static final String TYPE = "type";
  private static final int LONGEST = 10_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Map<SettingScope, Map<String, String>> settings = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private SettingDocument() {}

  /** The values by name, by what they are set for. */
  static String write(Map<SettingScope, Map<String, String>> settings) {
    ObjectNode document = JSON.createObjectNode();
    document.put("format", FORMAT);
    fill(document.putObject(ALL), settings.getOrDefault(SettingScope.ALL, Map.of()));
    write(document, PATTERNS, "pattern", select(settings, SettingScope::pattern));
    write(
        document,
        DESTINATIONS,
        "name",
        select(settings, scope -> !scope.all() && !scope.pattern()));
    return JSON.writeValueAsString(document) + "\n";
  }

  private static Map<SettingScope, Map<String, String>> select(
      Map<SettingScope, Map<String, String>> settings, Function<SettingScope, Boolean> which) {
    return settings.entrySet().stream()
        .filter(each -> which.apply(each.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static void write(
      ObjectNode document,
      String member,
      String name,
      Map<SettingScope, Map<String, String>> settings) {
    var list = document.putArray(member);
    settings.forEach(
        (scope, values) -> {
          ObjectNode one = list.addObject();
          one.put(TYPE, scope.kind().scheme());
          one.put(name, scope.name());
          fill(one.putObject(VALUES), values);
        });
  }

  private static void fill(ObjectNode node, Map<String, String> values) {
    new TreeMap<>(values).forEach(node::put);
  }

  /** Reads one; what is wrong with it is among {@link #problems()}. */
  static SettingDocument read(String text) {
    SettingDocument document = new SettingDocument();
    if (text == null || text.isBlank()) {
      document.problems.add("There is no document.");
    } else if (text.length() > LONGEST) {
      document.problems.add(
          "The document has more than " + LONGEST + " characters, which no settings have.");
    } else {
      document.parse(text);
    }
    return document;
  }

  /** What it sets, by name, by what it is set for; not checked. */
  Map<SettingScope, Map<String, String>> settings() {
    return settings;
  }

  /** Sentences. */
  List<String> problems() {
    return problems;
  }

  private void parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      problems.add(
          "This is no JSON document: "
              + e.getOriginalMessage()
              + (at == null
                  ? ""
                  : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
              + ".");
      return;
    }
    JsonNode format = root.path("format");
    if (!root.isObject() || !format.isString() || !format.stringValue().equals(FORMAT)) {
      problems.add(
          "format is "
              + (format.isMissingNode() ? "not given" : format)
              + ": use a document that was exported, whose format is \""
              + FORMAT
              + "\".");
      return;
    }
    refuseOthers("The document", root, Set.of("format", ALL, PATTERNS, DESTINATIONS));
    if (root.path(ALL).isObject()) {
      settings.put(SettingScope.ALL, values(SettingScope.ALL.text(), root.path(ALL)));
    } else {
      problems.add(ALL + " is " + shown(root.path(ALL)) + ": use an object, {} for no setting.");
    }
    parts(root.path(PATTERNS), PATTERNS, "pattern", true);
    parts(root.path(DESTINATIONS), DESTINATIONS, "name", false);
  }

  private void parts(JsonNode list, String member, String name, boolean pattern) {
    if (!list.isArray()) {
      problems.add(member + " is " + shown(list) + ": use an array, [] for none.");
      return;
    }
    int index = 0;
    for (JsonNode part : list) {
      String at = member + "[" + index++ + "]";
      if (!part.isObject()) {
        problems.add(at + " is " + shown(part) + ": use an object.");
        continue;
      }
      refuseOthers(at, part, Set.of(TYPE, name, VALUES));
      DestinationKind kind = kind(part.path(TYPE));
      if (kind == null) {
        problems.add(at + ".type is " + shown(part.path(TYPE)) + ": use \"queue\" or \"topic\".");
      } else if (!part.path(name).isString()) {
        problems.add(at + "." + name + " is " + shown(part.path(name)) + ": use a string.");
      } else if (!part.path(VALUES).isObject()) {
        problems.add(at + ".values is " + shown(part.path(VALUES)) + ": use an object.");
      } else {
        SettingScope scope = new SettingScope(kind, part.path(name).stringValue(), pattern);
        if (settings.put(scope, values(scope.text(), part.path(VALUES))) != null) {
          problems.add(at + " is " + scope.text() + " once more: put its values together.");
        }
      }
    }
  }

  private static DestinationKind kind(JsonNode type) {
    for (DestinationKind kind : DestinationKind.values()) {
      if (type.isString() && kind.scheme().equals(type.stringValue())) {
        return kind;
      }
    }
    return null;
  }

  private Map<String, String> values(String scope, JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    node.properties()
        .forEach(
            each -> {
              JsonNode value = each.getValue();
              if (value.isString() || value.isNumber() || value.isBoolean()) {
                values.put(each.getKey(), value.asString());
              } else {
                problems.add(
                    scope
                        + ": "
                        + each.getKey()
                        + " is "
                        + shown(value)
                        + ": use a string, a number, true or false; leave it out for what is"
                        + " inherited.");
              }
            });
    return values;
  }

  private void refuseOthers(String what, JsonNode node, Set<String> known) {
    node.propertyNames().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                problems.add(
                    what
                        + " has \""
                        + name
                        + "\": it may have "
                        + known.stream().sorted().collect(Collectors.joining(", "))
                        + " only."));
  }

  private static String shown(JsonNode node) {
    if (node.isMissingNode()) {
      return "not given";
    }
    String text = node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
