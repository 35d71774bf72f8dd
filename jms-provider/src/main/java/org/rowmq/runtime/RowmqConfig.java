package org.rowmq.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.message.ObjectAllowList;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.Durability;

/**
 * The settings of a node. Immutable. {@code toString} shows no secret.
 *
 * @param dataDirectory directory of the embedded database; used when neither {@code jdbcUrl} nor a
 *     data source is given
 * @param jdbcUrl database of your own, or null
 * @param user user name for it, or null
 * @param password password for it, or null
 * @param maxConnections most connections to it; default 10
 * @param nodeName name of this node, unique among the nodes of a database; default the host's name
 * @param schema schema of the tables, or null for the connection's default
 * @param tablePrefix beginning of the tables' names; default {@code rowmq_}
 * @param durability what a returned call survives; default loss of power
 * @param autoCreateDestinations whether destinations are created when first used; default true
 * @param redelivery what happens when delivery fails
 * @param deserializationAllowList classes an ObjectMessage may contain
 * @param heartbeatInterval how often a node says that it lives; default 2 s
 * @param nodeTimeout after which silence a node is taken for dead; default 15 s
 * @param pollInterval how often the tables are looked at for what other nodes did; default 250 ms
 * @param maxWaitingBytes bytes that may wait to be written before senders must wait; default 64 MiB
 * @param waitTimeout how long a sender then waits at most; default 30 s
 * @param slowCallThreshold a call to the database that takes as long is listed with the node and
 *     said in the log; from 1 ms, default 1 s
 * @param clientUsers whether connections need a user of the client_user table, and permissions for
 *     what they do; default false
 * @param setUserId whether messages carry the sender's user name as JMSXUserID; default false
 * @param concurrentStoreAndDispatch whether a consumer that waits may get a message sent outside
 *     transactions before it is stored; default true
 */
public record RowmqConfig(
    Path dataDirectory,
    String jdbcUrl,
    String user,
    String password,
    int maxConnections,
    String nodeName,
    String schema,
    String tablePrefix,
    Durability durability,
    boolean autoCreateDestinations,
    RedeliveryPolicy redelivery,
    ObjectAllowList deserializationAllowList,
    Duration heartbeatInterval,
    Duration nodeTimeout,
    Duration pollInterval,
    long maxWaitingBytes,
    Duration waitTimeout,
    Duration slowCallThreshold,
    boolean clientUsers,
    boolean setUserId,
    boolean concurrentStoreAndDispatch) {

  /** All settings by name, with what each means; the names are those of the properties file. */
  public static final Map<String, String> SETTINGS = settings();

  private static Map<String, String> settings() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("dataDirectory", "directory of the embedded database");
    names.put("jdbcUrl", "JDBC URL of a database of your own");
    names.put("user", "user name for jdbcUrl");
    names.put("password", "password for jdbcUrl");
    names.put("maxConnections", "most connections to jdbcUrl");
    names.put("nodeName", "name of this node");
    names.put("schema", "schema of the tables");
    names.put("tablePrefix", "beginning of the tables' names");
    names.put("durability", "power-loss or process-crash");
    names.put("autoCreateDestinations", "create destinations when first used");
    names.put("maxDeliveryAttempts", "deliveries that may fail");
    names.put("redeliveryDelay", "wait after the first failure");
    names.put("redeliveryMultiplier", "growth of that wait");
    names.put("maxRedeliveryDelay", "most it grows to");
    names.put("redeliveryJitter", "random part of it");
    names.put("deadLetterDestination", "queue for messages given up");
    names.put("expiryDestination", "queue for expired messages");
    names.put("deserializationAllowList", "classes an ObjectMessage may contain");
    names.put("heartbeatInterval", "how often a node says that it lives");
    names.put("nodeTimeout", "silence after which a node is taken for dead");
    names.put("pollInterval", "how often to look for what other nodes did");
    names.put("maxWaitingBytes", "bytes waiting before senders wait");
    names.put("waitTimeout", "how long senders wait");
    names.put("slowCallThreshold", "from when on a call to the database is slow");
    names.put("security", "trust, or users and permissions of the tables");
    names.put("setUserId", "say who sent a message");
    names.put("concurrentStoreAndDispatch", "deliver messages while they are being stored");
    return names;
  }

  /**
   * Reads settings; those not given have their defaults.
   *
   * @throws ConfigurationException when a name is unknown or a value is wrong
   */
  public static RowmqConfig of(Map<String, String> settings) {
    for (String name : settings.keySet()) {
      if (!SETTINGS.containsKey(name)) {
        throw new ConfigurationException(
            "Setting "
                + name
                + " is not known; did you mean "
                + NearestName.of(name, SETTINGS.keySet())
                + "?");
      }
    }
    Reader in = new Reader(settings);
    RedeliveryPolicy standard = RedeliveryPolicy.DEFAULT;
    RedeliveryPolicy redelivery;
    try {
      redelivery =
          new RedeliveryPolicy(
              (int) in.number("maxDeliveryAttempts", standard.maxDeliveryAttempts(), -1, 1_000_000),
              in.duration("redeliveryDelay", standard.redeliveryDelay()),
              in.decimal("redeliveryMultiplier", standard.redeliveryMultiplier()),
              in.duration("maxRedeliveryDelay", standard.maxRedeliveryDelay()),
              in.decimal("redeliveryJitter", standard.redeliveryJitter()),
              in.text("deadLetterDestination", standard.deadLetterDestination()),
              in.text("expiryDestination", standard.expiryDestination()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("Setting " + e.getMessage(), e);
    }
    Duration heartbeat = in.duration("heartbeatInterval", Duration.ofSeconds(2));
    Duration timeout = in.duration("nodeTimeout", Duration.ofSeconds(15));
    if (heartbeat.toMillis() < 100) {
      throw new ConfigurationException(
          "Setting heartbeatInterval is " + heartbeat + ": use at least 100 ms");
    }
    if (timeout.compareTo(heartbeat.multipliedBy(3)) < 0) {
      throw new ConfigurationException(
          "Setting nodeTimeout is "
              + timeout
              + ": use at least three times heartbeatInterval, "
              + heartbeat);
    }
    Duration poll = in.duration("pollInterval", Duration.ofMillis(250));
    if (poll.toMillis() < 10) {
      throw new ConfigurationException("Setting pollInterval is " + poll + ": use at least 10 ms");
    }
    Duration slow = in.duration("slowCallThreshold", Duration.ofSeconds(1));
    if (slow.toMillis() < 1) {
      throw new ConfigurationException(
          "Setting slowCallThreshold is " + slow + ": use at least 1 ms");
    }
    return new RowmqConfig(
        in.path("dataDirectory", defaultDataDirectory()),
        in.text("jdbcUrl", null),
        in.text("user", null),
        in.text("password", null),
        (int) in.number("maxConnections", 10, 2, 1_000),
        in.text("nodeName", hostName()),
        in.text("schema", null),
        in.text("tablePrefix", "rowmq_"),
        in.durability("durability"),
        in.flag("autoCreateDestinations", true),
        redelivery,
        in.allowList("deserializationAllowList"),
        heartbeat,
        timeout,
        poll,
        in.number("maxWaitingBytes", 64L << 20, 1 << 20, Long.MAX_VALUE),
        in.duration("waitTimeout", Duration.ofSeconds(30)),
        slow,
        in.security("security"),
        in.flag("setUserId", false),
        in.flag("concurrentStoreAndDispatch", true));
  }

  /** As {@link #of(Map)}, from a properties file's content. */
  public static RowmqConfig of(Properties properties) {
    Map<String, String> settings = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));
    return of(settings);
  }

  private static String defaultDataDirectory() {
    return Path.of(System.getProperty("user.home", "."), ".rowmq", "data").toString();
  }

  private static String hostName() {
    String fromEnvironment = System.getenv("HOSTNAME");
    if (fromEnvironment != null && !fromEnvironment.isBlank()) {
      return fromEnvironment;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // a machine without a resolvable name still has one
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return "RowmqConfig[nodeName="
        + nodeName
        + ", database="
        + (jdbcUrl == null ? dataDirectory : jdbcUrl.replaceAll("(?i)(password=)[^;&]*", "$1***"))
        + ", durability="
        + durability
        + "]";
  }

  /**
   * Reads one map of settings, naming the setting, its value and the remedy when something is
   * wrong.
   */
  private record Reader(Map<String, String> settings) {
    String text(String name, String otherwise) {
      String value = settings.get(name);
      return value == null ? otherwise : value.strip();
    }

    private <T> T read(String name, T otherwise, String remedy, Function<String, T> parser) {
      String value = settings.get(name);
      if (value == null || value.isBlank()) {
        return otherwise;
      }
      try {
        return parser.apply(value.strip());
      } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
        throw new ConfigurationException("Setting " + name + " is \"" + value + "\": " + remedy, e);
      }
    }

    long number(String name, long otherwise, long least, long most) {
      return read(
          name,
          otherwise,
          "use a whole number from " + least + " to " + most,
          value -> {
            long number = Long.parseLong(value);
            if (number < least || number > most) {
              throw new IllegalArgumentException("out of range");
            }
            return number;
          });
    }

    double decimal(String name, double otherwise) {
      return read(name, otherwise, "use a number, for example 1.5", Double::parseDouble);
    }

    boolean flag(String name, boolean otherwise) {
      return read(
          name,
          otherwise,
          "use true or false",
          value ->
              switch (value.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("neither");
              });
    }

    Duration duration(String name, Duration otherwise) {
      return read(
          name,
          otherwise,
          "use a number of milliseconds, or an ISO-8601 duration such as PT5S",
          value -> {
            Duration duration =
                value.matches("\\d+")
                    ? Duration.ofMillis(Long.parseLong(value))
                    : Duration.parse(value);
            if (duration.isNegative()) {
              throw new IllegalArgumentException("negative");
            }
            return duration;
          });
    }

    Path path(String name, String otherwise) {
      return read(
          name,
          Path.of(otherwise),
          "use the path of a directory",
          value -> {
            try {
              return Path.of(value);
            } catch (InvalidPathException e) {
              throw new IllegalArgumentException(e);
            }
          });
    }

    Durability durability(String name) {
      return read(
          name,
          Durability.POWER_LOSS,
          "use power-loss or process-crash",
          value -> Durability.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** Whether users are checked. */
    boolean security(String name) {
      return read(
          name,
          false,
          "use trust or users",
          value ->
              switch (value) {
                case "trust" -> false;
                case "users" -> true;
                default -> throw new IllegalArgumentException(value);
              });
    }

    ObjectAllowList allowList(String name) {
      return read(
          name,
          ObjectAllowList.SAFE_TYPES,
          "use class names and packages such as com.acme.Order,com.acme.model.*, separated by"
              + " commas",
          ObjectAllowList::parse);
    }
  }
}
