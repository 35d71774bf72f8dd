package org.rowmq.ra;

import jakarta.resource.spi.InvalidPropertyException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Logger;

/**
 * The adapter's settings as they are in force. A system property {@code rowmq.<name>} wins over an
 * environment variable {@code ROWMQ_<NAME>}, and that over what the server was told (RA
 * configuration): what stands on the command line is what the person starting the server wants.
 * Immutable.
 */
public final class AdapterConfiguration {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final String PROPERTY_PREFIX = "rowmq.";
  private static final String DEFAULT = "default";
  private static final String VARIABLE_PREFIX = "ROWMQ_";

  private final Map<AdapterSetting, Object> values;
  private final Map<AdapterSetting, String> origins;

  private AdapterConfiguration(
      Map<AdapterSetting, Object> values, Map<AdapterSetting, String> origins) {
    this.values = values;
    this.origins = origins;
  }

  /**
   * Puts the sources together.
   *
   * @throws InvalidPropertyException naming setting, value and remedy; all wrong settings in one
   *     message
   */
  static AdapterConfiguration resolve(
      Map<AdapterSetting, Object> bean, Properties system, Map<String, String> environment)
      throws InvalidPropertyException {
    Map<AdapterSetting, Object> values = new EnumMap<>(AdapterSetting.class);
    Map<AdapterSetting, String> origins = new EnumMap<>(AdapterSetting.class);
    List<String> problems = new ArrayList<>();

    Map<AdapterSetting, Source> found = new EnumMap<>(AdapterSetting.class);
    bean.forEach(
        (setting, value) ->
            found.put(
                setting,
                new Source("resource adapter property " + setting.property(), value.toString())));
    fromEnvironment(environment, found, problems);
    fromSystem(system, found, problems);

    for (AdapterSetting setting : AdapterSetting.values()) {
      Source source = found.get(setting);
      String text = source == null ? setting.defaultText() : source.text();
      if (text == null) {
        continue;
      }
      try {
        values.put(
            setting,
            setting.parse(source == null ? text : Placeholders.replace(text, environment)));
        origins.put(setting, source == null ? DEFAULT : source.origin());
      } catch (IllegalArgumentException e) {
        String shown = setting.type() == AdapterSetting.Type.SECRET ? "***" : "\"" + text + "\"";
        problems.add(source.origin() + " is " + shown + ": " + e.getMessage());
      }
    }
    contradictions(values, problems);
    if (!problems.isEmpty()) {
      throw new InvalidPropertyException(String.join("; ", problems));
    }
    return new AdapterConfiguration(values, origins);
  }

  private static void fromSystem(
      Properties system, Map<AdapterSetting, Source> found, List<String> problems) {
    Map<String, AdapterSetting> known = new TreeMap<>();
    for (AdapterSetting setting : AdapterSetting.values()) {
      known.put(setting.property(), setting);
      setting.aliases().forEach(alias -> known.put(alias, setting));
    }
    for (String key : new TreeMap<>(ofPrefix(system)).keySet()) {
      String name = key.substring(PROPERTY_PREFIX.length());
      AdapterSetting setting = known.get(name);
      if (setting != null) {
        found.put(setting, new Source("system property " + key, system.getProperty(key)));
      } else if (name.indexOf('.') < 0) {
        // names with a further dot belong to other parts: rowmq.console.port
        problems.add(
            "system property "
                + key
                + " is not known"
                + suggestion(name, known.keySet(), PROPERTY_PREFIX)
                + ": correct or remove it");
      }
    }
  }

  private static Map<String, String> ofPrefix(Properties system) {
    Map<String, String> ours = new HashMap<>();
    for (String key : system.stringPropertyNames()) {
      if (key.startsWith(PROPERTY_PREFIX)) {
        ours.put(key, "");
      }
    }
    return ours;
  }

  private static void fromEnvironment(
      Map<String, String> environment, Map<AdapterSetting, Source> found, List<String> problems) {
    Map<String, AdapterSetting> known = new HashMap<>();
    Map<String, String> documented = new TreeMap<>();
    for (AdapterSetting setting : AdapterSetting.values()) {
      known.put(bare(setting.environmentVariable()), setting);
      documented.put(setting.environmentVariable(), setting.property());
      for (String alias : setting.aliases()) {
        known.put(bare(VARIABLE_PREFIX + alias), setting);
      }
    }
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.toUpperCase(Locale.ROOT).startsWith(VARIABLE_PREFIX)) {
        continue;
      }
      AdapterSetting setting = known.get(bare(name));
      if (setting != null) {
        found.put(setting, new Source("environment variable " + name, variable.getValue()));
        continue;
      }
      NearestName nearest = NearestName.of(name, documented.keySet());
      if (nearest.isLikely()) {
        problems.add(
            "environment variable "
                + name
                + " is not known, did you mean "
                + nearest.name()
                + "? Correct or remove it");
      } else {
        // Kubernetes sets ROWMQ_PORT and the like for a service named rowmq: no reason not to start
        LOG.warning(() -> "Environment variable " + name + " is not one of RowMQ's and is ignored");
      }
    }
  }

  /** {@code ROWMQ_JDBCURL} is as good as {@code ROWMQ_JDBC_URL}. */
  private static String bare(String variable) {
    return variable.replace("_", "").toUpperCase(Locale.ROOT);
  }

  private static String suggestion(String name, Set<String> known, String prefix) {
    NearestName nearest = NearestName.of(name, known);
    return nearest.isLikely() ? ", did you mean " + prefix + nearest.name() + "?" : "";
  }

  private static void contradictions(Map<AdapterSetting, Object> values, List<String> problems) {
    boolean dataSource = isSet(values, AdapterSetting.DATA_SOURCE_LOOKUP);
    if (dataSource && isSet(values, AdapterSetting.JDBC_URL)) {
      problems.add("dataSourceLookup and jdbcUrl are both set: remove one");
    }
    if (!dataSource && "container".equals(values.get(AdapterSetting.TRANSACTION_MODE))) {
      problems.add(
          "transactionMode is container, which works on the application's own data source only: set"
              + " dataSourceLookup, or use auto or xa");
    }
    Object attempts = values.get(AdapterSetting.MAX_DELIVERY_ATTEMPTS);
    if (attempts != null && attempts.equals(0)) {
      problems.add("maxDeliveryAttempts is 0: use 1 or more, or -1 for no limit");
    }
  }

  private static boolean isSet(Map<AdapterSetting, Object> values, AdapterSetting setting) {
    return values.get(setting) instanceof String text && !text.isEmpty();
  }

  /** Whether it has a value that is not empty. */
  public boolean has(AdapterSetting setting) {
    Object value = values.get(setting);
    return value != null && !value.toString().isEmpty();
  }

  /** The value as text, or null. */
  public String text(AdapterSetting setting) {
    Object value = values.get(setting);
    return value == null ? null : value.toString();
  }

  public boolean flag(AdapterSetting setting) {
    return (Boolean) values.get(setting);
  }

  /** A whole number; for a duration in milliseconds. */
  public long number(AdapterSetting setting) {
    return ((Number) values.get(setting)).longValue();
  }

  public double fraction(AdapterSetting setting) {
    return ((Number) values.get(setting)).doubleValue();
  }

  /**
   * The settings somebody set, with their values as text; those not set have the node's defaults.
   */
  public Map<String, String> explicit() {
    Map<String, String> texts = new TreeMap<>();
    values.forEach(
        (setting, value) -> {
          if (!DEFAULT.equals(origins.get(setting)) && !value.toString().isEmpty()) {
            texts.put(setting.property(), value.toString());
          }
        });
    return texts;
  }

  /** Where the value came from, for messages. */
  public String origin(AdapterSetting setting) {
    return origins.getOrDefault(setting, "not set");
  }

  /** What was set, without the defaults and without secrets. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    values.forEach(
        (setting, value) -> {
          if (!DEFAULT.equals(origins.get(setting))) {
            parts.add(setting.property() + "=" + shown(setting, value));
          }
        });
    return parts.toString();
  }

  private static String shown(AdapterSetting setting, Object value) {
    if (setting.type() == AdapterSetting.Type.SECRET) {
      return "***";
    }
    return setting == AdapterSetting.JDBC_URL
        ? value.toString().replaceAll("(?i)(password=)[^;&]*", "$1***")
        : value.toString();
  }

  private record Source(String origin, String text) {}
}
