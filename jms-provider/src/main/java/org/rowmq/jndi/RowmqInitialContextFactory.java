package org.rowmq.jndi;

import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.RowmqConnectionFactory;

/**
 * Makes an initial context of its environment, that is of {@code jndi.properties}:
 *
 * <pre>
 * java.naming.factory.initial=org.rowmq.jndi.RowmqInitialContextFactory
 * connectionFactory.shop.dataDirectory=/var/lib/shop
 * connectionFactory.shop.clientId=cashier
 * queue.jms/orders=orders
 * topic.jms/prices=prices
 * </pre>
 *
 * <p>Without any {@code connectionFactory} there is one called {@code ConnectionFactory}, whose
 * database is {@code java.naming.provider.url}: a JDBC URL or a directory. {@code
 * dynamicQueues/<name>} and {@code dynamicTopics/<name>} need no entry. Stateless.
 */
public final class RowmqInitialContextFactory implements InitialContextFactory {
  private static final String FACTORY = "connectionFactory.";
  private static final String QUEUE = "queue.";
  private static final String TOPIC = "topic.";
  private static final String DEFAULT_FACTORY = "ConnectionFactory";

  /** For JNDI. */
  public RowmqInitialContextFactory() {}

  @Override
  public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
    Map<String, Object> bindings = new TreeMap<>();
    Map<String, Map<String, String>> factories = new TreeMap<>();
    for (Map.Entry<?, ?> entry : environment.entrySet()) {
      if (entry.getKey() instanceof String key && entry.getValue() instanceof String value) {
        read(key, value, bindings, factories);
      }
    }
    if (factories.isEmpty()) {
      factories.put(DEFAULT_FACTORY, ofProviderUrl(environment.get(Context.PROVIDER_URL)));
    }
    for (Map.Entry<String, Map<String, String>> factory : factories.entrySet()) {
      bindings.put(factory.getKey(), connectionFactory(factory.getKey(), factory.getValue()));
    }
    return new RowmqContext(bindings, environment);
  }

  private static void read(
      String key,
      String value,
      Map<String, Object> bindings,
      Map<String, Map<String, String>> factories)
      throws NamingException {
    try {
      if (key.startsWith(QUEUE)) {
        bindings.put(key.substring(QUEUE.length()), new RowmqQueue(value.strip()));
      } else if (key.startsWith(TOPIC)) {
        bindings.put(key.substring(TOPIC.length()), new RowmqTopic(value.strip()));
      } else if (key.startsWith(FACTORY)) {
        String rest = key.substring(FACTORY.length());
        int dot = rest.indexOf('.');
        String name = dot < 0 ? rest : rest.substring(0, dot);
        Map<String, String> settings =
            factories.computeIfAbsent(name, missing -> new LinkedHashMap<>());
        if (dot >= 0) {
          settings.put(rest.substring(dot + 1), value);
        }
      }
    } catch (IllegalArgumentException e) {
      throw wrong(key, e);
    }
  }

  private static Map<String, String> ofProviderUrl(Object url) {
    if (!(url instanceof String text) || text.isBlank()) {
      return Map.of();
    }
    return Map.of(text.startsWith("jdbc:") ? "jdbcUrl" : "dataDirectory", text.strip());
  }

  private static RowmqConnectionFactory connectionFactory(String name, Map<String, String> settings)
      throws NamingException {
    try {
      return RowmqConnectionFactory.of(settings);
    } catch (RuntimeException e) {
      throw wrong(FACTORY + name, e);
    }
  }

  private static NamingException wrong(String key, RuntimeException e) {
    NamingException failure = new ConfigurationException(key + ": " + e.getMessage());
    failure.setRootCause(e);
    return failure;
  }
}
