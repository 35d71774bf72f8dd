package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Connection consumers, server sessions, distinguished listeners. */
@Section({"11.2"})
class ConnectionConsumerTest {
  @RegisterExtension final Jms jms = new Jms();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  /** A small application server: sessions that run on its threads, and return when done. */
  private final class Pool implements ServerSessionPool {
    private final BlockingQueue<ServerSession> idle = new LinkedBlockingQueue<>();
    private final AtomicInteger starts = new AtomicInteger();

    Pool(Connection connection, int size, int mode, Listening listening) throws JMSException {
      for (int i = 0; i < size; i++) {
        Session session = connection.createSession(mode);
        session.setMessageListener(listening.listener(session));
        idle.add(
            new ServerSession() {
              @Override
              public Session getSession() {
                return session;
              }

              @Override
              public void start() {
                starts.incrementAndGet();
                threads.execute(
                    () -> {
                      session.run();
                      idle.add(this);
                    });
              }
            });
      }
    }

    @Override
    public ServerSession getServerSession() throws JMSException {
      try {
        return idle.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JMSException("interrupted");
      }
    }
  }

  private interface Listening {
    MessageListener listener(Session session);
  }

  private Pool pool(Connection connection, int size) throws JMSException {
    return new Pool(
        connection,
        size,
        Session.AUTO_ACKNOWLEDGE,
        session -> message -> heard.add(Jms.text(message)));
  }

  @Test
  void messagesOfAQueueReachThePoolsSessions() throws Exception {
    Connection connection = jms.connection();
    Pool pool = pool(connection, 1);
    ConnectionConsumer consumer = connection.createConnectionConsumer(jms.queue(), null, pool, 10);
    assertThat(consumer.getServerSessionPool()).isSameAs(pool);
    jms.send(jms.queue(), "a", "b", "c");
    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly("a", "b", "c");
    consumer.close();
    jms.send(jms.queue(), "later");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 1)).containsExactly("later");
  }

  @Test
  void aSessionGetsAtMostSoManyMessagesAtATime() throws Exception {
    jms.send(jms.queue(), "a", "b", "c", "d", "e");
    Connection connection = jms.connection();
    Pool pool = pool(connection, 1);
    connection.createConnectionConsumer(jms.queue(), null, pool, 2);
    await().until(() -> heard.size() == 5);
    assertThat(pool.starts.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void severalSessionsWorkAtTheSameTime() throws Exception {
    CountDownLatch all = new CountDownLatch(3);
    Connection connection = jms.connection();
    Pool pool =
        new Pool(
            connection,
            3,
            Session.AUTO_ACKNOWLEDGE,
            session ->
                message -> {
                  all.countDown();
                  try {
                    all.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  heard.add(Jms.text(message));
                });
    connection.createConnectionConsumer(jms.queue(), null, pool, 1);
    jms.send(jms.queue(), "a", "b", "c");
    await().until(() -> heard.size() == 3);
  }

  @Test
  void aTransactedSessionCommitsInItsListener() throws Exception {
    Connection connection = jms.connection();
    Pool pool =
        new Pool(
            connection,
            1,
            Session.SESSION_TRANSACTED,
            session ->
                message -> {
                  try {
                    heard.add(Jms.text(message) + message.getIntProperty("JMSXDeliveryCount"));
                    if (message.getJMSRedelivered()) {
                      session.commit();
                    } else {
                      session.rollback();
                    }
                  } catch (JMSException e) {
                    heard.add(e.toString());
                  }
                });
    connection.createConnectionConsumer(jms.queue(), null, pool, 1);
    jms.send(jms.queue(), "a");
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("a1", "a2");
    connection.close();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void subscriptionsOfEveryKindAreServed() throws Exception {
    Connection connection = jms.connection(jms.clientId());
    Pool pool = pool(connection, 1);
    List<ConnectionConsumer> consumers =
        List.of(
            connection.createConnectionConsumer(jms.topic(), "kind IS NULL", pool, 1),
            connection.createSharedConnectionConsumer(jms.topic(), "s", null, pool, 1),
            connection.createDurableConnectionConsumer(jms.topic(), "d", null, pool, 1),
            connection.createSharedDurableConnectionConsumer(jms.topic(), "sd", null, pool, 1));
    jms.send(jms.topic(), "a");
    await().until(() -> heard.size() == 4);
    for (ConnectionConsumer consumer : consumers) {
      consumer.close();
      consumer.close();
    }
    Session session = connection.createSession();
    await()
        .ignoreExceptionsInstanceOf(JMSException.class)
        .until(
            () -> {
              session.unsubscribe("d");
              return true;
            });
    await()
        .ignoreExceptionsInstanceOf(JMSException.class)
        .until(
            () -> {
              session.unsubscribe("sd");
              return true;
            });
  }

  @Test
  void nothingIsDeliveredWhileTheConnectionIsStopped() throws Exception {
    Connection connection = jms.stopped();
    connection.createConnectionConsumer(jms.queue(), null, pool(connection, 1), 1);
    jms.send(jms.queue(), "a");
    assertThat(heard).isEmpty();
    connection.start();
    await().until(() -> heard.size() == 1);
    connection.stop();
    jms.send(jms.queue(), "b");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 1)).containsExactly("b");
    assertThat(heard).containsExactly("a");
  }

  @Test
  void closingTheConnectionWaitsForTheListener() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Connection connection = jms.connection();
    Pool pool =
        new Pool(
            connection,
            1,
            Session.AUTO_ACKNOWLEDGE,
            session ->
                message -> {
                  entered.countDown();
                  try {
                    leave.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    connection.createConnectionConsumer(jms.queue(), null, pool, 1);
    jms.send(jms.queue(), "a");
    entered.await();
    var close =
        jms.start(
            () -> {
              connection.close();
              return null;
            });
    assertThat(close.staysBlocked()).isTrue();
    leave.countDown();
    close.get();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void aSessionWithADistinguishedListenerReceivesInNoOtherWay() throws JMSException {
    Session session = jms.session();
    MessageListener listener = message -> {};
    var consumer = session.createConsumer(jms.queue());
    assertThat(session.getMessageListener()).isNull();
    session.setMessageListener(listener);
    assertThat(session.getMessageListener()).isSameAs(listener);
    assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> consumer.setMessageListener(listener))
        .isInstanceOf(IllegalStateException.class);
    session.createProducer(jms.queue()).send(session.createMessage());
    session.run();
  }

  @Test
  void whatMakesNoSenseIsRefused() throws JMSException {
    Connection connection = jms.connection();
    Pool pool = pool(connection, 1);
    assertThatThrownBy(() -> connection.createConnectionConsumer(jms.queue(), null, null, 1))
        .isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> connection.createConnectionConsumer(jms.queue(), null, pool, 0))
        .isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> connection.createConnectionConsumer(jms.queue(), "= 1", pool, 1))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(
            () -> connection.createConnectionConsumer((jakarta.jms.Queue) null, null, pool, 1))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(
            () -> connection.createDurableConnectionConsumer(jms.topic(), "d", null, pool, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPoolThatFailsIsReportedAndTriedAgain() throws Exception {
    Connection connection = jms.stopped();
    List<JMSException> problems = new CopyOnWriteArrayList<>();
    connection.setExceptionListener(problems::add);
    Pool pool = pool(connection, 1);
    AtomicInteger calls = new AtomicInteger();
    connection.createConnectionConsumer(
        jms.queue(),
        null,
        () -> {
          if (calls.getAndIncrement() == 0) {
            throw new JMSException("the pool is exhausted");
          }
          return pool.getServerSession();
        },
        1);
    jms.send(jms.queue(), "a");
    connection.start();
    await().until(() -> heard.size() == 1);
    assertThat(problems).extracting(JMSException::getMessage).contains("the pool is exhausted");
  }
}
