package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Messages of other providers. */
@Section("3.12")
class ForeignMessageTest {
  @RegisterExtension final Jms jms = new Jms();

  private Message received() throws JMSException {
    Message message = jms.session().createConsumer(jms.queue()).receive(Jms.PATIENCE);
    assertThat(message).isNotNull();
    return message;
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
            ForeignMessageTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void aForeignMessageIsSentAndItsHeadersAreSet() throws JMSException {
    Session session = jms.session();
    TextMessage behind = session.createTextMessage("foreign");
    behind.setStringProperty("p", "v");
    behind.setJMSCorrelationID("c");
    TextMessage foreign = foreign(TextMessage.class, behind);
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setPriority(6);
    producer.send(foreign);
    TextMessage received = (TextMessage) received();
    assertThat(received.getText()).isEqualTo("foreign");
    assertThat(received.getStringProperty("p")).isEqualTo("v");
    assertThat(received.getJMSCorrelationID()).isEqualTo("c");
    assertThat(foreign.getJMSMessageID()).isEqualTo(received.getJMSMessageID());
    assertThat(foreign.getJMSPriority()).isEqualTo(6);
    assertThat(foreign.getJMSDestination()).isEqualTo(jms.queue());
    assertThat(foreign.getJMSTimestamp()).isEqualTo(received.getJMSTimestamp());
  }

  @Test
  void aForeignMessageOlderThanDeliveryDelayIsSent() throws JMSException {
    Session session = jms.session();
    Set<String> newer =
        Set.of("setJMSDeliveryTime", "getJMSDeliveryTime", "getBody", "isBodyAssignableTo");
    TextMessage foreign =
        foreign(TextMessage.class, session.createTextMessage("from JMS 1.1"), newer);
    session.createProducer(jms.queue()).send(foreign);
    assertThat(((TextMessage) received()).getText()).isEqualTo("from JMS 1.1");
  }

  @Test
  void everyTypeOfForeignMessageKeepsItsType() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    MapMessage map = session.createMapMessage();
    map.setInt("i", 5);
    producer.send(foreign(MapMessage.class, map));
    producer.send(foreign(ObjectMessage.class, session.createObjectMessage("object")));
    var bytes = session.createBytesMessage();
    bytes.writeInt(7);
    bytes.reset();
    producer.send(foreign(jakarta.jms.BytesMessage.class, bytes));
    var stream = session.createStreamMessage();
    stream.writeString("s");
    stream.reset();
    producer.send(foreign(jakarta.jms.StreamMessage.class, stream));
    producer.send(foreign(Message.class, session.createMessage()));
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(((MapMessage) consumer.receive(Jms.PATIENCE)).getInt("i")).isEqualTo(5);
    assertThat(((ObjectMessage) consumer.receive(Jms.PATIENCE)).getObject()).isEqualTo("object");
    assertThat(((jakarta.jms.BytesMessage) consumer.receive(Jms.PATIENCE)).readInt()).isEqualTo(7);
    assertThat(((jakarta.jms.StreamMessage) consumer.receive(Jms.PATIENCE)).readString())
        .isEqualTo("s");
    assertThat(consumer.receive(Jms.PATIENCE)).isNotNull();
  }
}
