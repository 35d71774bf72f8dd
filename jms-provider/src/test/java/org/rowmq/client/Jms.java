package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.testing.Directories;

/**
 * One node for all tests that need nothing special of it; what a test opens is closed after it, and
 * its destinations are its own.
 */
public final class Jms implements BeforeEachCallback, AfterEachCallback {
  /** Long enough for a slow machine; only reached by a test that fails. */
  public static final long PATIENCE = 20_000;

  private static RowmqConnectionFactory shared;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private String name;

  private static synchronized RowmqConnectionFactory shared(ExtensionContext context) {
    if (shared == null) {
      var directory = Directories.fresh("shared-node");
      // the same tests on a database that other nodes may share: -Drowmq.test.jdbcUrl=jdbc:...
      String url = System.getProperty("rowmq.test.jdbcUrl");
      Map<String, String> database =
          url == null ? Map.of("dataDirectory", directory.toString()) : Map.of("jdbcUrl", url);
      Map<String, String> settings = new HashMap<>(database);
      settings.put("nodeName", "shared");
      shared = RowmqConnectionFactory.of(settings);
      RowmqConnectionFactory closing = shared;
      AutoCloseable end =
          () -> {
            closing.close();
            Directories.delete(directory);
          };
      context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put(Jms.class, end);
    }
    return shared;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    shared(context);
    name =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName()
            + "."
            + Math.abs(context.getUniqueId().hashCode() % 100_000);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!opened.isEmpty()) {
      opened.removeFirst().close();
    }
  }

  public RowmqConnectionFactory factory() {
    return shared;
  }

  /** A name that no other test uses. */
  public String name() {
    return name;
  }

  public String clientId() {
    return "client-" + name;
  }

  public Queue queue() {
    return new RowmqQueue(name);
  }

  public Queue queue(String suffix) {
    return new RowmqQueue(name + "." + suffix);
  }

  public Topic topic() {
    return new RowmqTopic(name);
  }

  public Topic topic(String suffix) {
    return new RowmqTopic(name + "." + suffix);
  }

  public <T extends AutoCloseable> T closeLater(T closeable) {
    opened.addFirst(closeable);
    return closeable;
  }

  /** A connection that is stopped. */
  public Connection stopped() throws JMSException {
    return closeLater(shared.createConnection());
  }

  /** A connection that is started. */
  public Connection connection() throws JMSException {
    Connection connection = stopped();
    connection.start();
    return connection;
  }

  /** A started connection with this client identifier. */
  public Connection connection(String clientId) throws JMSException {
    Connection connection = stopped();
    connection.setClientID(clientId);
    connection.start();
    return connection;
  }

  /** A session of a started connection of its own. */
  public Session session(int mode) throws JMSException {
    return connection().createSession(mode);
  }

  public Session session() throws JMSException {
    return session(Session.AUTO_ACKNOWLEDGE);
  }

  public JMSContext context(int mode) {
    return closeLater(shared.createContext(mode));
  }

  public JMSContext context() {
    return context(JMSContext.AUTO_ACKNOWLEDGE);
  }

  /** Sends from a connection of its own. */
  public void send(jakarta.jms.Destination destination, String... texts) throws JMSException {
    try (Connection connection = shared.createConnection()) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(destination);
      for (String text : texts) {
        producer.send(session.createTextMessage(text));
      }
    }
  }

  public static TextMessage receive(MessageConsumer consumer) throws JMSException {
    Message message = consumer.receive(PATIENCE);
    assertThat(message).as("a message").isNotNull();
    return (TextMessage) message;
  }

  public static List<String> texts(MessageConsumer consumer, int count) throws JMSException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(receive(consumer).getText());
    }
    return texts;
  }

  public static String text(Message message) {
    try {
      return ((TextMessage) message).getText();
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Something that may throw. */
  @FunctionalInterface
  public interface Task<T> {
    T run() throws Exception;
  }

  /** Runs a task on a thread of its own. */
  public <T> Running<T> start(Task<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        Executors.defaultThreadFactory()
            .newThread(
                () -> {
                  try {
                    result.complete(task.run());
                  } catch (Throwable e) {
                    result.completeExceptionally(e);
                  }
                });
    thread.setDaemon(true);
    thread.start();
    return new Running<>(thread, result);
  }

  /** A task on a thread of its own. */
  public record Running<T>(Thread thread, CompletableFuture<T> result) {
    public T get() throws Exception {
      return result.get(PATIENCE, TimeUnit.MILLISECONDS);
    }

    public boolean isDone() {
      return result.isDone();
    }

    /** Whether it is still running after a moment, long enough for what must not happen. */
    public boolean staysBlocked() throws Exception {
      try {
        result.get(200, TimeUnit.MILLISECONDS);
        return false;
      } catch (TimeoutException e) {
        return true;
      }
    }

    /** Whether its thread waits, so that what is tested has been reached. */
    public boolean isWaiting() {
      return thread.getState() == Thread.State.WAITING
          || thread.getState() == Thread.State.TIMED_WAITING;
    }
  }
}
