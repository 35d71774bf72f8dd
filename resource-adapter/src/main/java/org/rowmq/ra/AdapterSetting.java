package org.rowmq.ra;

import java.util.List;
import java.util.Locale;

/**
 * Every setting of the adapter: its type, default and range. The resource adapter bean, {@code
 * ra.xml}, the system properties, the environment variables and {@code docs/configuration.md} all
 * follow this table.
 */
public enum AdapterSetting {
  DATA_SOURCE_LOOKUP("dataSourceLookup", Type.TEXT, null),
  JDBC_URL("jdbcUrl", Type.TEXT, null),
  USER("user", Type.TEXT, null, "userName"),
  PASSWORD("password", Type.SECRET, null),
  DATA_DIRECTORY("dataDirectory", Type.TEXT, "${user.home}/.rowmq/data"),
  NODE_NAME("nodeName", Type.TEXT, "${host}"),
  ADMIN_PASSWORD("adminPassword", Type.SECRET, null),
  JMX("jmx", "admin", List.of("admin", "operator", "viewer", "off")),

  TRANSACTION_MODE("transactionMode", "auto", List.of("auto", "container", "xa", "local", "none")),
  DURABILITY("durability", "power-loss", List.of("power-loss", "process-crash")),
  SCHEMA("schema", Type.TEXT, null),
  TABLE_PREFIX("tablePrefix", Type.TEXT, "rowmq_"),
  MAX_CONNECTIONS("maxConnections", Type.INTEGER, "10", 2, 1000),
  SIGN_IN_PENALTY("signInPenalty", Type.LONG, "60000", 1000, 86_400_000),
  AUTO_CREATE_DESTINATIONS("autoCreateDestinations", Type.BOOLEAN, "true"),
  DESERIALIZATION_ALLOW_LIST("deserializationAllowList", Type.TEXT, null),
  MAX_DELIVERY_ATTEMPTS("maxDeliveryAttempts", Type.INTEGER, "10", -1, 1_000_000),
  REDELIVERY_DELAY("redeliveryDelay", Type.LONG, "0", 0, Long.MAX_VALUE),
  REDELIVERY_MULTIPLIER("redeliveryMultiplier", Type.DOUBLE, "2.0", 1, 1000),
  MAX_REDELIVERY_DELAY("maxRedeliveryDelay", Type.LONG, "60000", 0, Long.MAX_VALUE),
  REDELIVERY_JITTER("redeliveryJitter", Type.DOUBLE, "0.15", 0, 1),
  DEAD_LETTER_DESTINATION("deadLetterDestination", Type.TEXT, "DLQ.*"),
  EXPIRY_DESTINATION("expiryDestination", Type.TEXT, ""),
  PAUSE_AFTER_FAILURES("pauseAfterFailures", Type.INTEGER, "100", 0, 1_000_000),
  SECURITY("security", "trust", List.of("trust", "users")),
  SET_USER_ID("setUserId", Type.BOOLEAN, "false"),
  DEFAULT_PROVIDER("defaultProvider", "auto", List.of("auto", "off")),

  HEARTBEAT_INTERVAL("heartbeatInterval", Type.LONG, "2000", 100, 3_600_000),
  NODE_TIMEOUT("nodeTimeout", Type.LONG, "15000", 300, 36_000_000),
  POLL_INTERVAL("pollInterval", Type.LONG, "250", 10, 3_600_000),
  CONCURRENT_STORE_AND_DISPATCH("concurrentStoreAndDispatch", Type.BOOLEAN, "true"),
  MAX_WAITING_BYTES("maxWaitingBytes", Type.LONG, "67108864", 1 << 20, Long.MAX_VALUE),
  WAIT_TIMEOUT("waitTimeout", Type.LONG, "30000", 0, 3_600_000),
  SLOW_CALL_THRESHOLD("slowCallThreshold", Type.LONG, "1000", 1, 3_600_000),
  START_TIMEOUT("startTimeout", Type.LONG, "30000", 0, 600_000),
  RECONNECT_INTERVAL("reconnectInterval", Type.LONG, "2000", 100, 3_600_000),
  MAX_RECONNECT_INTERVAL("maxReconnectInterval", Type.LONG, "30000", 100, 3_600_000),
  DRAIN_TIMEOUT("drainTimeout", Type.LONG, "30000", 0, 3_600_000);

  /** How a setting's text is read. */
  public enum Type {
    TEXT(String.class),
    /** Text that is never shown. */
    SECRET(String.class),
    INTEGER(Integer.class),
    LONG(Long.class),
    DOUBLE(Double.class),
    BOOLEAN(Boolean.class);

    private final Class<?> javaType;

    Type(Class<?> javaType) {
      this.javaType = javaType;
    }

    /** The type of the bean property. */
    public Class<?> javaType() {
      return javaType;
    }
  }

  private final String property;
  private final Type type;
  private final String defaultText;
  private final double min;
  private final double max;
  private final List<String> choices;
  private final List<String> aliases;

  AdapterSetting(String property, Type type, String defaultText, String... aliases) {
    this(
        property,
        type,
        defaultText,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        List.of(),
        List.of(aliases));
  }

  AdapterSetting(String property, Type type, String defaultText, double min, double max) {
    this(property, type, defaultText, min, max, List.of(), List.of());
  }

  AdapterSetting(String property, String defaultText, List<String> choices) {
    this(
        property,
        Type.TEXT,
        defaultText,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        choices,
        List.of());
  }

  AdapterSetting(
      String property,
      Type type,
      String defaultText,
      double min,
      double max,
      List<String> choices,
      List<String> aliases) {
    this.property = property;
    this.type = type;
    this.defaultText = defaultText;
    this.min = min;
    this.max = max;
    this.choices = choices;
    this.aliases = aliases;
  }

  /** Name of the bean property, and of the system property after {@code rowmq.}. */
  public String property() {
    return property;
  }

  /** Other names of the bean property. */
  public List<String> aliases() {
    return aliases;
  }

  public Type type() {
    return type;
  }

  /** The default as text, or null for none. */
  public String defaultText() {
    return defaultText;
  }

  /** The least value of a number, or negative infinity. */
  double min() {
    return min;
  }

  /** The greatest value of a number, or positive infinity. */
  double max() {
    return max;
  }

  /** The values that there are, or empty for any. */
  List<String> choices() {
    return choices;
  }

  /** Name of the environment variable. */
  public String environmentVariable() {
    return "ROWMQ_" + property.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException saying what values are possible
   */
  Object parse(String text) {
    String trimmed = text.trim();
    try {
      return switch (type) {
        case TEXT -> oneOfChoices(trimmed);
        case SECRET -> text;
        case BOOLEAN -> bool(trimmed);
        case INTEGER -> inRange(Integer.valueOf(trimmed));
        case LONG -> inRange(Long.valueOf(trimmed));
        case DOUBLE -> inRange(Double.valueOf(trimmed));
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("use a number " + range(), e);
    }
  }

  private String oneOfChoices(String text) {
    if (choices.isEmpty()) {
      return text;
    }
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(NearestName.choose(text, choices));
  }

  private static Boolean bool(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.valueOf(text);
    }
    throw new IllegalArgumentException("use true or false");
  }

  private <N extends Number> N inRange(N number) {
    if (!(number.doubleValue() >= min && number.doubleValue() <= max)) {
      throw new IllegalArgumentException("use a number " + range());
    }
    return number;
  }

  private String range() {
    boolean open = max >= Integer.MAX_VALUE;
    String low = min == Math.rint(min) ? Long.toString((long) min) : Double.toString(min);
    return open ? "not below " + low : "from " + low + " to " + (long) max;
  }
}
