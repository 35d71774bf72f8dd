package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Session;
import jakarta.jms.TopicPublisher;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Producers: where they may send to. */
@Section("7.1")
class ProducersTest {
  @RegisterExtension final Jms jms = new Jms();

  private interface Sending {
    void run() throws Exception;
  }

  private static void assertUnsupported(Sending... sendings) {
    for (Sending sending : sendings) {
      assertThatThrownBy(sending::run).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  private Message received() throws JMSException {
    Message message = jms.session().createConsumer(jms.queue()).receive(Jms.PATIENCE);
    assertThat(message).isNotNull();
    return message;
  }

  @Test
  void aProducerWithADestinationSendsOnlyThere() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Message message = session.createMessage();
    assertThat(producer.getDestination()).isEqualTo(jms.queue());
    assertUnsupported(
        () -> producer.send(jms.queue(), message),
        () -> producer.send(jms.queue("other"), message),
        () -> producer.send((Destination) null, message),
        () -> producer.send(jms.queue(), message, DeliveryMode.PERSISTENT, 4, 0),
        () -> ((QueueSender) producer).send(jms.queue(), message));
  }

  @Test
  void aProducerWithoutADestinationNeedsOneForEachSend() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(null);
    Message message = session.createTextMessage("a");
    assertThat(producer.getDestination()).isNull();
    assertUnsupported(
        () -> producer.send(message),
        () -> producer.send(message, DeliveryMode.PERSISTENT, 4, 0),
        () -> ((TopicPublisher) producer).publish(message));
    assertThatThrownBy(() -> producer.send((Destination) null, message))
        .isInstanceOf(InvalidDestinationException.class);
    producer.send(jms.queue(), message);
    assertThat(Jms.text(received())).isEqualTo("a");
  }

  @Test
  void aDestinationOfAnotherProviderIsInvalid() throws JMSException {
    Session session = jms.session();
    Queue foreign = () -> "foreign";
    assertThatThrownBy(() -> session.createProducer(foreign))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createConsumer(foreign))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createConsumer(null))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createBrowser(null))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createProducer(null).send(foreign, session.createMessage()))
        .isInstanceOf(InvalidDestinationException.class);
    JMSContext context = jms.context();
    assertThatThrownBy(() -> context.createProducer().send(null, "a"))
        .isInstanceOf(InvalidDestinationRuntimeException.class);
    assertThatThrownBy(() -> context.createConsumer(null))
        .isInstanceOf(InvalidDestinationRuntimeException.class);
  }

  /** A message as another provider would make it: known only through the interface. */
  private static <T extends Message> T foreign(Class<T> type, T behind) {
    return foreign(type, behind, Set.of());
  }

  /** A message of another provider, which does not know some methods. */
  private static <T extends Message> T foreign(Class<T> type, T behind, Set<String> unsupported) {
    InvocationHandler handler =
        (Object proxy, Method method, Object[] arguments) -> {
          if (unsupported.contains(method.getName())) {
            throw new UnsupportedOperationException(method.getName());
          }
          try {
            return method.invoke(behind, arguments);
          } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(
            ProducersTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
