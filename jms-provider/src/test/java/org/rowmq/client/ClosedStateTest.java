package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * Every method of every object that can be closed, called after it has been closed, and after what
 * it belongs to has been closed.
 */
@Section({"6.1.8", "6.2.15", "7.1", "8.8"})
class ClosedStateTest {
  @RegisterExtension final Jms jms = new Jms();

  /** Methods that do not ask for anything that has been closed. */
  private static final Set<String> NEVER_REFUSED =
      Set.of("close", "run", "getXAResource", "toString", "hashCode", "equals");

  private Map<Class<?>, Object> arguments(Session other) throws JMSException {
    Map<Class<?>, Object> values = new HashMap<>();
    values.put(boolean.class, false);
    values.put(int.class, Session.AUTO_ACKNOWLEDGE);
    values.put(long.class, 1L);
    values.put(byte.class, (byte) 1);
    values.put(short.class, (short) 1);
    values.put(float.class, 1f);
    values.put(double.class, 1d);
    values.put(Object.class, 1);
    values.put(String.class, "name");
    values.put(Class.class, String.class);
    values.put(byte[].class, new byte[0]);
    values.put(Map.class, Map.of());
    values.put(Serializable.class, 1);
    values.put(Destination.class, jms.queue());
    values.put(Queue.class, jms.queue());
    values.put(Topic.class, jms.topic());
    values.put(Message.class, other.createTextMessage("never sent"));
    values.put(MessageListener.class, (MessageListener) message -> {});
    values.put(ExceptionListener.class, (ExceptionListener) problem -> {});
    values.put(
        ServerSessionPool.class,
        (ServerSessionPool)
            () -> {
              throw new JMSException("never asked");
            });
    values.put(
        CompletionListener.class,
        new CompletionListener() {
          @Override
          public void onCompletion(Message message) {}

          @Override
          public void onException(Message message, Exception exception) {}
        });
    return values;
  }

  private List<DynamicTest> refused(
      Object closed, Class<? extends Exception> expected, Class<?>... interfaces)
      throws JMSException {
    Map<Class<?>, Object> values;
    try (Connection other = jms.factory().createConnection()) {
      values = arguments(other.createSession());
    }
    return Stream.of(interfaces)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .distinct()
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> !NEVER_REFUSED.contains(method.getName()))
        .map(method -> refused(closed, expected, method, values))
        .toList();
  }

  private static DynamicTest refused(
      Object closed,
      Class<? extends Exception> expected,
      Method method,
      Map<Class<?>, Object> values) {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes())
            .map(type -> argument(method, type, values))
            .toArray();
    return dynamicTest(
        method.toGenericString().replaceAll("[a-z]+\\.", ""),
        () ->
            assertThatThrownBy(() -> method.invoke(closed, arguments))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(expected));
  }

  private static Object argument(Method method, Class<?> type, Map<Class<?>, Object> values) {
    assertThat(values).as("argument of %s", method).containsKey(type);
    return method.getName().equals("setDeliveryMode")
        ? (Object) DeliveryMode.PERSISTENT
        : values.get(type);
  }

  @TestFactory
  List<DynamicTest> aClosedConnectionRefuses() throws JMSException {
    Connection connection = jms.factory().createXAConnection();
    connection.close();
    return refused(
        connection,
        IllegalStateException.class,
        XAConnection.class,
        XAQueueConnection.class,
        XATopicConnection.class,
        QueueConnection.class,
        TopicConnection.class);
  }

  @TestFactory
  List<DynamicTest> aClosedSessionRefuses() throws JMSException {
    Session session = jms.connection("closed-session").createSession();
    session.close();
    return refused(
        session,
        IllegalStateException.class,
        Session.class,
        QueueSession.class,
        TopicSession.class);
  }

  @TestFactory
  List<DynamicTest> aSessionOfAClosedConnectionRefuses() throws JMSException {
    Connection connection = jms.connection();
    Session session = connection.createSession();
    connection.close();
    return refused(session, IllegalStateException.class, QueueSession.class, TopicSession.class);
  }

  @TestFactory
  List<DynamicTest> aClosedXaSessionRefuses() throws JMSException {
    XAConnection connection = jms.closeLater(jms.factory().createXAConnection());
    XASession session = connection.createXASession();
    session.close();
    return refused(
        session,
        IllegalStateException.class,
        XASession.class,
        XAQueueSession.class,
        XATopicSession.class);
  }

  @TestFactory
  List<DynamicTest> aClosedProducerRefuses() throws JMSException {
    MessageProducer producer = jms.session().createProducer(jms.queue());
    producer.close();
    return refused(
        producer,
        IllegalStateException.class,
        MessageProducer.class,
        QueueSender.class,
        TopicPublisher.class);
  }

  @TestFactory
  List<DynamicTest> aProducerOfAClosedSessionRefuses() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    session.close();
    return refused(producer, IllegalStateException.class, QueueSender.class, TopicPublisher.class);
  }

  @TestFactory
  List<DynamicTest> aClosedConsumerRefuses() throws JMSException {
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    consumer.close();
    return refused(
        consumer,
        IllegalStateException.class,
        MessageConsumer.class,
        QueueReceiver.class,
        TopicSubscriber.class);
  }

  @TestFactory
  List<DynamicTest> aConsumerOfAClosedConnectionRefuses() throws JMSException {
    Connection connection = jms.connection();
    MessageConsumer consumer = connection.createSession().createConsumer(jms.topic());
    connection.close();
    return refused(
        consumer, IllegalStateException.class, QueueReceiver.class, TopicSubscriber.class);
  }

  @TestFactory
  List<DynamicTest> aClosedBrowserRefuses() throws JMSException {
    QueueBrowser browser = jms.session().createBrowser(jms.queue());
    browser.close();
    return refused(browser, IllegalStateException.class, QueueBrowser.class);
  }

  @TestFactory
  List<DynamicTest> aBrowserOfAClosedSessionRefuses() throws JMSException {
    Session session = jms.session();
    QueueBrowser browser = session.createBrowser(jms.queue());
    session.close();
    return refused(browser, IllegalStateException.class, QueueBrowser.class);
  }

  @TestFactory
  List<DynamicTest> aClosedConnectionConsumerRefuses() throws JMSException {
    ConnectionConsumer consumer =
        jms.stopped().createConnectionConsumer(jms.queue(), null, () -> null, 1);
    consumer.close();
    return refused(consumer, IllegalStateException.class, ConnectionConsumer.class);
  }

  @TestFactory
  List<DynamicTest> aClosedContextRefuses() throws JMSException {
    JMSContext context = jms.factory().createContext();
    context.close();
    return refused(context, IllegalStateRuntimeException.class, JMSContext.class);
  }

  @TestFactory
  List<DynamicTest> aClosedXaContextRefuses() throws JMSException {
    XAJMSContext context = jms.factory().createXAContext();
    context.close();
    return refused(context, IllegalStateRuntimeException.class, XAJMSContext.class);
  }

  @TestFactory
  List<DynamicTest> aConsumerOfAClosedContextRefuses() throws JMSException {
    JMSContext context = jms.factory().createContext();
    JMSConsumer consumer = context.createConsumer(jms.queue());
    context.close();
    return refused(consumer, IllegalStateRuntimeException.class, JMSConsumer.class);
  }

  @TestFactory
  List<DynamicTest> aClosedJmsConsumerRefuses() throws JMSException {
    JMSConsumer consumer = jms.context().createConsumer(jms.queue());
    consumer.close();
    return refused(consumer, IllegalStateRuntimeException.class, JMSConsumer.class);
  }

  @TestFactory
  Stream<DynamicTest> aProducerOfAClosedContextSendsNothing() throws JMSException {
    JMSContext context = jms.factory().createContext();
    JMSProducer producer = context.createProducer();
    context.close();
    return refused(producer, IllegalStateRuntimeException.class, JMSProducer.class).stream()
        .filter(test -> test.getDisplayName().contains(" JMSProducer.send"));
  }

  @Test
  void closingWhatIsClosedDoesNothing() throws JMSException {
    Connection connection = jms.connection();
    Session session = connection.createSession();
    MessageProducer producer = session.createProducer(jms.queue());
    MessageConsumer consumer = session.createConsumer(jms.queue());
    QueueBrowser browser = session.createBrowser(jms.queue());
    JMSContext context = jms.context();
    JMSConsumer contextConsumer = context.createConsumer(jms.queue());
    for (AutoCloseable closeable :
        List.of(browser, consumer, producer, session, connection, contextConsumer, context)) {
      assertThatCode(closeable::close).doesNotThrowAnyException();
      assertThatCode(closeable::close).doesNotThrowAnyException();
    }
    for (AutoCloseable closeable : List.of(browser, consumer, producer, session)) {
      assertThatCode(closeable::close).doesNotThrowAnyException();
    }
  }

  @Test
  void aMessageOfAClosedSessionCannotBeAcknowledged() throws JMSException {
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    Message message = Jms.receive(session.createConsumer(jms.queue()));
    session.close();
    assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMessageOfAClosedConnectionCannotBeAcknowledged() throws JMSException {
    jms.send(jms.queue(), "a");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    Message message = Jms.receive(session.createConsumer(jms.queue()));
    connection.close();
    assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTemporaryQueueOfAClosedConnectionCannotBeDeleted() throws JMSException {
    Connection connection = jms.connection();
    var temporary = connection.createSession().createTemporaryQueue();
    connection.close();
    assertThatThrownBy(temporary::delete).isInstanceOf(IllegalStateException.class);
  }
}
