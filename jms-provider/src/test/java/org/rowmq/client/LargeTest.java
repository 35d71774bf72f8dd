package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerConfig;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.conformance.Section;
import org.rowmq.message.ObjectAllowList;
import org.rowmq.store.Durability;
import org.rowmq.store.MessageStore;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.JpaStore;
import org.rowmq.store.jpa.TestConfig;
import org.rowmq.testing.Directories;

/**
 * Large bodies, large transactions, large queues: what they cost, counted in calls of the store.
 */
@Section({"3.8", "4.1.6", "6.2.7"})
class LargeTest {
  private static final int MEBIBYTE = 1 << 20;

  /** Calls of the message store, by method. */
  private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

  private static Path directory;
  private static Store store;
  private static Broker broker;
  private static ExecutorService workers;
  private static ScheduledThreadPoolExecutor timer;
  private static ClientNode node;

  private Connection connection;
  private Queue queue;

  @BeforeAll
  static void startNode() {
    directory = Directories.fresh("large");
    workers = Executors.newCachedThreadPool();
    timer = new ScheduledThreadPoolExecutor(2);
    store =
        JpaStore.open(
            TestConfig.of(new StoreConfig.Embedded(directory), "large")
                .durability(Durability.PROCESS_CRASH)
                .maxGroupCount(1_000)
                .waitTimeout(Duration.ofSeconds(30))
                .build());
    Store counting =
        spying(
            Store.class,
            store,
            (method, result) ->
                result instanceof MessageStore messages
                    ? spying(
                        MessageStore.class,
                        messages,
                        (called, answer) -> {
                          CALLS
                              .computeIfAbsent(called.getName(), name -> new AtomicInteger())
                              .incrementAndGet();
                          return answer;
                        })
                    : result);
    broker =
        new Broker(
            counting,
            new BrokerConfig(
                true,
                RedeliveryPolicy.DEFAULT,
                Duration.ofSeconds(2),
                Duration.ofMillis(250),
                workers,
                timer));
    node = new ClientNode(broker, ObjectAllowList.SAFE_TYPES, Authenticator.TRUST);
  }

  private interface Spy {
    Object onResult(Method method, Object result);
  }

  private static <T> T spying(Class<T> type, T behind, Spy spy) {
    return type.cast(
        Proxy.newProxyInstance(
            LargeTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return spy.onResult(method, method.invoke(behind, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @AfterAll
  static void stopNode() {
    broker.close();
    timer.shutdownNow();
    workers.shutdownNow();
    store.close();
    Directories.delete(directory);
  }

  @BeforeEach
  void connect(TestInfo test) throws JMSException {
    connection = node.connect(null, null, null, Domain.COMMON, null);
    connection.start();
    queue = new RowmqQueue(test.getTestMethod().orElseThrow().getName());
  }

  @AfterEach
  void disconnect() throws JMSException {
    connection.close();
  }

  private static int calls(String method) {
    AtomicInteger count = CALLS.get(method);
    return count == null ? 0 : count.get();
  }

  private void fill(int count, String property) throws JMSException {
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(queue);
    for (int i = 0; i < count; i++) {
      TextMessage message = session.createTextMessage("m" + i);
      message.setStringProperty("kind", property);
      producer.send(message);
      if (i % 5_000 == 4_999) {
        session.commit();
      }
    }
    session.commit();
    session.close();
  }

  @Test
  void aBodyOf64MebibytesGoesThrough() throws JMSException {
    byte[] body = new byte[64 * MEBIBYTE];
    new Random(7).nextBytes(body);
    Session session = connection.createSession();
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(body);
    session.createProducer(queue).send(message);
    message.clearBody();
    BytesMessage received = (BytesMessage) session.createConsumer(queue).receive(Jms.PATIENCE);
    assertThat(received.getBodyLength()).isEqualTo(body.length);
    byte[] read = new byte[body.length];
    received.readBytes(read);
    assertThat(java.util.Arrays.equals(read, body)).isTrue();
  }

  @Test
  void tenThousandMessagesAreSentAndReceivedInOneCommitEach() throws JMSException {
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(queue);
    for (int i = 0; i < 10_000; i++) {
      producer.send(session.createTextMessage("m" + i));
    }
    MessageConsumer observer = connection.createSession().createConsumer(queue);
    assertThat(observer.receiveNoWait()).isNull();
    observer.close();
    session.commit();
    MessageConsumer consumer = session.createConsumer(queue);
    for (int i = 0; i < 10_000; i++) {
      assertThat(((TextMessage) consumer.receive(Jms.PATIENCE)).getText()).isEqualTo("m" + i);
    }
    session.commit();
    assertThat(consumer.receiveNoWait()).isNull();
  }

  @Test
  void aSelectorLooksOnceThroughWhatItDoesNotWant() throws JMSException {
    fill(50_000, "unwanted");
    Session session = connection.createSession();
    MessageProducer producer = session.createProducer(queue);
    TextMessage wanted = session.createTextMessage("wanted");
    wanted.setStringProperty("kind", "wanted");
    MessageConsumer consumer = session.createConsumer(queue, "kind = 'wanted'");
    int before = calls("page");
    assertThat(consumer.receiveNoWait()).isNull();
    int firstScan = calls("page") - before;
    assertThat(firstScan).isBetween(250, 400);
    before = calls("page");
    for (int i = 0; i < 200; i++) {
      producer.send(wanted, DeliveryMode.PERSISTENT, 4, 0);
      assertThat(consumer.receive(Jms.PATIENCE)).isNotNull();
      assertThat(consumer.receiveNoWait()).isNull();
    }
    assertThat(calls("page") - before).as("pages read for 400 receives").isLessThan(50);
  }

  @Test
  void aBrowserReadsPagesAsItIsAskedForThem() throws JMSException {
    fill(20_000, "any");
    QueueBrowser browser = connection.createSession().createBrowser(queue);
    int before = calls("browse");
    Enumeration<?> messages = browser.getEnumeration();
    for (int i = 0; i < 100; i++) {
      assertThat(Jms.text((Message) messages.nextElement())).isEqualTo("m" + i);
    }
    assertThat(calls("browse") - before).isEqualTo(1);
    int count = 100;
    while (messages.hasMoreElements()) {
      messages.nextElement();
      count++;
    }
    assertThat(count).isEqualTo(20_000);
    assertThat(calls("browse") - before).isBetween(100, 120);
  }
}
