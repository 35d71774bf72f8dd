package org.rowmq.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.testing.Directories;

/**
 * Two nodes on one database, here in one JVM: what one does, the other sees, and nothing is done
 * twice.
 */
class TwoNodesTest {
  private static Path directory;
  private static String url;
  private static RowmqConnectionFactory one;
  private static RowmqConnectionFactory two;

  @BeforeAll
  static void startNodes() {
    directory = Directories.fresh("two-nodes").toAbsolutePath();
    url = "jdbc:h2:file:" + directory.resolve("shared") + ";DB_CLOSE_ON_EXIT=FALSE";
    one = factory(url, "one");
    two = factory(url, "two");
  }

  private static RowmqConnectionFactory factory(String url, String nodeName) {
    return RowmqConnectionFactory.of(
        Map.of("jdbcUrl", url, "user", "sa", "password", "", "nodeName", nodeName));
  }

  @AfterAll
  static void stopNodes() {
    one.close();
    two.close();
    Directories.delete(directory);
  }

  private static List<String> listen(Connection connection, Queue queue, int sessions)
      throws JMSException {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < sessions; i++) {
      connection
          .createSession()
          .createConsumer(queue)
          .setMessageListener(
              message -> {
                try {
                  heard.add(((TextMessage) message).getText());
                } catch (JMSException e) {
                  throw new IllegalStateException(e);
                }
              });
    }
    return heard;
  }

  @Test
  void consumersOfBothNodesGetEachMessageOnce() throws JMSException {
    try (Connection first = one.createConnection();
        Connection second = two.createConnection()) {
      Session session = first.createSession(true, Session.SESSION_TRANSACTED);
      Queue queue = session.createQueue("divided");
      MessageProducer producer = session.createProducer(queue);
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        sent.add("m" + i);
        producer.send(session.createTextMessage("m" + i));
        if (i % 100 == 99) {
          session.commit();
        }
      }
      List<String> heardByFirst = listen(first, queue, 3);
      List<String> heardBySecond = listen(second, queue, 3);
      second.start();
      first.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> heardByFirst.size() + heardBySecond.size() >= sent.size());
      List<String> heard = new ArrayList<>(heardByFirst);
      heard.addAll(heardBySecond);
      assertThat(heard).hasSameSizeAs(sent);
      assertThat(new HashSet<>(heard)).isEqualTo(new HashSet<>(sent));
      assertThat(heardByFirst).isNotEmpty();
      assertThat(heardBySecond).isNotEmpty();
    }
  }

  @Test
  void aWaitingConsumerGetsWhatTheOtherNodeSends() throws JMSException {
    try (JMSContext sending = one.createContext();
        JMSContext receiving = two.createContext()) {
      Queue queue = sending.createQueue("across");
      JMSConsumer consumer = receiving.createConsumer(queue);
      assertThat(consumer.receiveNoWait()).isNull();
      sending.createProducer().send(queue, "hello");
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n > 1", ""})
  void aConsumerThatNeverWaitsGetsWhatTheOtherNodeSends(String selector) throws JMSException {
    try (JMSContext sending = one.createContext();
        JMSContext receiving = two.createContext()) {
      Queue queue = sending.createQueue("polled-across" + selector.length());
      JMSConsumer consumer = receiving.createConsumer(queue, selector);
      assertThat(consumer.receiveNoWait()).isNull();
      sending.createProducer().setProperty("n", 2).send(queue, "hello");
      await().atMost(Duration.ofSeconds(10)).until(() -> consumer.receiveNoWait() != null);
      assertThat(consumer.receiveNoWait()).isNull();
      sending.createProducer().setProperty("n", 3).send(queue, "again");
      await().atMost(Duration.ofSeconds(10)).until(() -> consumer.receive(1) != null);
    }
  }

  @Test
  void aSubscriberOfOneNodeGetsWhatTheOtherPublishesAtOnceAfterItCame() throws JMSException {
    try (JMSContext publishing = one.createContext();
        JMSContext subscribing = two.createContext()) {
      Topic topic = publishing.createTopic("news");
      publishing.createProducer().send(topic, "too early");
      JMSConsumer consumer = subscribing.createConsumer(topic, "n > 1");
      publishing.createProducer().setProperty("n", 1).send(topic, "not selected");
      publishing.createProducer().setProperty("n", 2).send(topic, "selected");
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("selected");
      assertThat(consumer.receiveNoWait()).isNull();
    }
  }

  @Test
  void aSelectorSeesWhatTheOtherNodeSends() {
    try (JMSContext sending = one.createContext();
        JMSContext receiving = two.createContext()) {
      Queue queue = sending.createQueue("selected-across");
      for (int i = 0; i < 300; i++) {
        sending.createProducer().setProperty("n", i).send(queue, "m" + i);
      }
      JMSConsumer consumer = receiving.createConsumer(queue, "n = 299");
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("m299");
      sending.createProducer().setProperty("n", 299).send(queue, "again");
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("again");
    }
  }

  @Test
  void aRollbackKeepsPlaceAndCount() throws JMSException {
    try (JMSContext sending = one.createContext();
        JMSContext receiving = two.createContext(JMSContext.SESSION_TRANSACTED)) {
      Queue queue = sending.createQueue("rolled-back");
      sending.createProducer().send(queue, "a").send(queue, "b");
      JMSConsumer consumer = receiving.createConsumer(queue);
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("a");
      receiving.rollback();
      Message again = consumer.receive(10_000);
      assertThat(again.getBody(String.class)).isEqualTo("a");
      assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("b");
      receiving.commit();
    }
  }

  @Test
  void whatAClosedConsumerHadReadAheadGoesToTheOtherNode() throws JMSException {
    try (JMSContext sending = one.createContext();
        JMSContext receiving = two.createContext()) {
      Queue queue = sending.createQueue("given-back");
      for (int i = 0; i < 10; i++) {
        sending.createProducer().send(queue, "m" + i);
      }
      JMSConsumer greedy = sending.createConsumer(queue);
      assertThat(greedy.receiveBody(String.class, 10_000)).isEqualTo("m0");
      greedy.close();
      JMSConsumer consumer = receiving.createConsumer(queue);
      for (int i = 1; i < 10; i++) {
        Message message = consumer.receive(10_000);
        assertThat(message.getBody(String.class)).isEqualTo("m" + i);
        assertThat(message.getJMSRedelivered()).isFalse();
      }
    }
  }

  @Test
  void aClientIdentifierIsUsedOnceAcrossNodes() throws JMSException {
    try (Connection first = one.createConnection();
        Connection second = two.createConnection()) {
      first.setClientID("only-one");
      assertThatThrownBy(() -> second.setClientID("only-one"))
          .isInstanceOf(InvalidClientIDException.class);
      first.close();
      second.setClientID("only-one");
    }
  }

  @Test
  void aSharedDurableSubscriptionIsFedByBothNodes() throws JMSException {
    try (JMSContext first = one.createContext();
        JMSContext second = two.createContext()) {
      Topic topic = first.createTopic("durable-across");
      JMSConsumer consumer = first.createSharedDurableConsumer(topic, "sub");
      second.createProducer().send(topic, "kept");
      assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("kept");
      consumer.close();
      second.createProducer().send(topic, "later");
      assertThat(second.createSharedDurableConsumer(topic, "sub").receiveBody(String.class, 10_000))
          .isEqualTo("later");
    }
  }

  /** As if the other node had taken this one for dead, and its messages to the end. */
  private static void takeAway(String text) {
    try (java.sql.Connection connection = DriverManager.getConnection(url, "sa", "");
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from rowmq_message where id = (select m.id from rowmq_message m join rowmq_destination d"
                    + " on d.id = m.mailbox_id where d.name = ? order by m.id fetch first row only)")) {
      delete.setString(1, text);
      assertThat(delete.executeUpdate()).isEqualTo(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMessageThatIsNoLongerTheListenersIsNotDeliveredAgainFromMemory() throws JMSException {
    try (Connection connection = one.createConnection()) {
      Session session = connection.createSession();
      Queue queue = session.createQueue("lost-automatic");
      session.createProducer(queue).send(session.createTextMessage("taken"));
      List<String> heard = Collections.synchronizedList(new ArrayList<>());
      Session listening = connection.createSession();
      listening
          .createConsumer(queue)
          .setMessageListener(
              message -> {
                try {
                  heard.add(((TextMessage) message).getText());
                } catch (JMSException e) {
                  throw new IllegalStateException(e);
                }
                if (heard.size() == 1) {
                  takeAway("lost-automatic");
                }
              });
      connection.start();
      await().until(() -> !heard.isEmpty());
      session.createProducer(queue).send(session.createTextMessage("next"));
      await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("next"));
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(5))
          .until(() -> heard.equals(List.of("taken", "next")));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
  void ofMessagesAcknowledgedTogetherThoseStillThereAreDeliveredAgain(int mode)
      throws JMSException {
    try (Connection connection = one.createConnection()) {
      connection.start();
      Session session = connection.createSession(mode);
      Queue queue = session.createQueue("lost-" + mode);
      Session sending = connection.createSession();
      sending.createProducer(queue).send(sending.createTextMessage("taken"));
      sending.createProducer(queue).send(sending.createTextMessage("there"));
      MessageConsumer consumer = session.createConsumer(queue);
      assertThat(((TextMessage) consumer.receive(10_000)).getText()).isEqualTo("taken");
      Message last = consumer.receive(10_000);
      takeAway("lost-" + mode);

      assertThatThrownBy(
              () -> {
                if (session.getTransacted()) {
                  session.commit();
                } else {
                  last.acknowledge();
                }
              })
          .isInstanceOf(JMSException.class);

      Message again = consumer.receive(10_000);
      assertThat(((TextMessage) again).getText()).isEqualTo("there");
      assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
      assertThat(consumer.receive(500)).isNull();
      if (session.getTransacted()) {
        session.commit();
      } else {
        again.acknowledge();
      }
    }
  }
}
