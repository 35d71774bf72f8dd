package org.rowmq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;

/**
 * The database server is killed under load and started again; the node lives on. Producers and
 * consumers carry on, and what they were told is true. More of it with {@code
 * -Drowmq.crash.rounds=20}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ServerKillTest {
  private static final int ROUNDS = Integer.getInteger("rowmq.crash.rounds", 2);
  private static final int PRODUCERS = 3;
  private static final int CONSUMERS = 2;
  private static final int BETWEEN_KILLS = 100;
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final RowmqQueue QUEUE = new RowmqQueue("work");
  private static final List<Logger> LOUD =
      List.of(
          Logger.getLogger("org.rowmq"),
          Logger.getLogger("com.zaxxer.hikari"),
          Logger.getLogger("ch.vorburger.exec"));

  @TempDir Path directory;

  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final Set<String> notSent = ConcurrentHashMap.newKeySet();
  private final Set<String> consumed = ConcurrentHashMap.newKeySet();
  private final Set<String> perhapsConsumed = ConcurrentHashMap.newKeySet();
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final Set<String> wrong = ConcurrentHashMap.newKeySet();
  private final Set<String> failures = ConcurrentHashMap.newKeySet();
  private volatile boolean producing = true;
  private volatile boolean consuming = true;
  private RowmqRuntime runtime;

  @BeforeEach
  void quiet() {
    LOUD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterEach
  void loud() {
    LOUD.forEach(logger -> logger.setLevel(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "MariaDB"})
  void producers_and_consumers_outlive_a_server_that_is_killed(String database) throws Exception {
    try (KillableServer server = KillableServer.start(database, directory)) {
      runtime = start(server);
      try {
        List<Thread> producers = threads(PRODUCERS, this::produce);
        List<Thread> consumers = threads(CONSUMERS, this::consume);
        for (int round = 0; round < ROUNDS; round++) {
          awaitProgress();
          server.kill();
          server.startAgain();
        }
        awaitProgress();
        producing = false;
        join(producers);
        Set<String> certain = new HashSet<>(sent);
        Awaitility.await()
            .atMost(SOON)
            .until(() -> consumedOrPerhaps().containsAll(certain) || !wrong.isEmpty());
        consuming = false;
        join(consumers);
      } finally {
        producing = false;
        consuming = false;
        runtime.close();
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(consumedOrPerhaps()).containsAll(sent);
    received.retainAll(notSent);
    assertThat(received).as("received though sending had failed").isEmpty();
    System.out.println(
        "ServerKillTest: "
            + database
            + ", "
            + sent.size()
            + " sent, "
            + notSent.size()
            + " sends failed, "
            + perhapsConsumed.size()
            + " commits of unknown outcome, "
            + failures);
  }

  private Set<String> consumedOrPerhaps() {
    Set<String> all = new HashSet<>(consumed);
    all.addAll(perhapsConsumed);
    return all;
  }

  private static RowmqRuntime start(KillableServer server) {
    return RowmqRuntime.start(
        RowmqConfig.of(
            Map.of(
                "jdbcUrl", server.url(),
                "user", server.user(),
                "password", "",
                "nodeName", "survivor",
                "heartbeatInterval", "500",
                "maxDeliveryAttempts", "-1")),
        Authenticator.TRUST);
  }

  private void awaitProgress() {
    int sentBefore = sent.size();
    int consumedBefore = consumed.size();
    Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                sent.size() > sentBefore + BETWEEN_KILLS
                    && consumed.size() > consumedBefore + BETWEEN_KILLS);
  }

  /** Work on a connection, until it fails or there is no more to do. */
  private interface Work {
    void run(Connection connection, String name) throws JMSException;
  }

  private List<Thread> threads(int count, Work work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "w" + i;
      Thread thread = new Thread(() -> repeat(work, name), name);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private void repeat(Work work, String name) {
    for (int i = 0; producing || consuming; i++) {
      try (Connection connection =
          runtime.clientNode().connect(null, null, null, Domain.COMMON, null)) {
        connection.start();
        work.run(connection, name + "-" + i);
        return;
      } catch (JMSException e) {
        failures.add(String.valueOf(e.getErrorCode()));
      } catch (RuntimeException e) {
        wrong.add(e.toString());
        return;
      }
    }
  }

  private void produce(Connection connection, String name) throws JMSException {
    Session session = connection.createSession();
    MessageProducer producer = session.createProducer(QUEUE);
    for (int i = 0; producing; i++) {
      String key = name + "-" + i;
      try {
        producer.send(session.createTextMessage(key));
        sent.add(key);
      } catch (JMSException e) {
        if (!isUnknown(e)) {
          notSent.add(key);
        }
        throw e;
      }
    }
  }

  private void consume(Connection connection, String name) throws JMSException {
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(QUEUE);
    while (consuming) {
      Message message = consumer.receive(200);
      if (message == null) {
        continue;
      }
      String key = message.getBody(String.class);
      received.add(key);
      if (consumed.contains(key)) {
        wrong.add(key + " came again to " + name);
      }
      try {
        session.commit();
        if (!consumed.add(key)) {
          wrong.add(key + " consumed twice");
        }
      } catch (JMSException e) {
        if (isUnknown(e)) {
          perhapsConsumed.add(key);
        }
        throw e;
      }
    }
  }

  private static boolean isUnknown(JMSException e) {
    return "OUTCOME_UNKNOWN".equals(e.getErrorCode());
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
