package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicPublisher;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Synchronous sends: options, headers, properties, bodies, and messages of others. */
@Section({"3.4", "3.5.9", "3.9", "3.12", "6.2.4", "7.1", "7.2", "7.5", "7.6", "7.7", "7.10"})
class SendTest {
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

  // ---- where to

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

  @Test
  void aNullMessageIsRefused() throws JMSException {
    MessageProducer producer = jms.session().createProducer(jms.queue());
    assertThatThrownBy(() -> producer.send(null)).isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> producer.send(null, DeliveryMode.PERSISTENT, 4, 0))
        .isInstanceOf(MessageFormatException.class);
    JMSProducer simple = jms.context().createProducer();
    assertThatThrownBy(() -> simple.send(jms.queue(), (Message) null))
        .isInstanceOf(MessageFormatRuntimeException.class);
  }

  // ---- options

  @Test
  void aProducerBeginsWithTheDefaults() throws JMSException {
    MessageProducer producer = jms.session().createProducer(jms.queue());
    assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(producer.getPriority()).isEqualTo(4);
    assertThat(producer.getTimeToLive()).isZero();
    assertThat(producer.getDeliveryDelay()).isZero();
    assertThat(producer.getDisableMessageID()).isFalse();
    assertThat(producer.getDisableMessageTimestamp()).isFalse();
    JMSProducer simple = jms.context().createProducer();
    assertThat(simple.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(simple.getPriority()).isEqualTo(4);
    assertThat(simple.getTimeToLive()).isZero();
    assertThat(simple.getDeliveryDelay()).isZero();
    assertThat(simple.getDisableMessageID()).isFalse();
    assertThat(simple.getDisableMessageTimestamp()).isFalse();
    assertThat(simple.getAsync()).isNull();
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedAndChangeNothing() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Message message = session.createMessage();
    List<Sending> refused =
        List.of(
            () -> producer.setDeliveryMode(0),
            () -> producer.setDeliveryMode(3),
            () -> producer.setPriority(-1),
            () -> producer.setPriority(10),
            () -> producer.setDeliveryDelay(-1),
            () -> producer.send(message, 7, 4, 0),
            () -> producer.send(message, DeliveryMode.PERSISTENT, 10, 0));
    for (Sending each : refused) {
      assertThatThrownBy(each::run).isInstanceOf(JMSException.class);
    }
    assertThat(producer.getPriority()).isEqualTo(4);
    JMSProducer simple = jms.context().createProducer();
    assertThatThrownBy(() -> simple.setDeliveryMode(-1)).isInstanceOf(JMSRuntimeException.class);
    assertThatThrownBy(() -> simple.setPriority(10)).isInstanceOf(JMSRuntimeException.class);
    assertThatThrownBy(() -> simple.setDeliveryDelay(-1)).isInstanceOf(JMSRuntimeException.class);
  }

  @Test
  void hintsNotToMakeIdsAndTimestampsAreKept() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setDisableMessageID(true);
    producer.setDisableMessageTimestamp(true);
    assertThat(producer.getDisableMessageID()).isTrue();
    assertThat(producer.getDisableMessageTimestamp()).isTrue();
    Message message = session.createMessage();
    producer.send(message);
    assertThat(message.getJMSMessageID())
        .satisfiesAnyOf(id -> assertThat(id).isNull(), id -> assertThat(id).startsWith("ID:"));
  }

  // ---- headers

  @Test
  void sendSetsTheHeadersWhateverTheApplicationSetBefore() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Message message = session.createTextMessage("a");
    message.setJMSDestination(jms.topic());
    message.setJMSDeliveryMode(DeliveryMode.PERSISTENT);
    message.setJMSPriority(9);
    message.setJMSMessageID("ID:mine");
    message.setJMSTimestamp(1);
    message.setJMSExpiration(2);
    message.setJMSDeliveryTime(3);
    message.setJMSRedelivered(true);
    long before = System.currentTimeMillis();
    producer.send(message, DeliveryMode.NON_PERSISTENT, 2, 60_000);
    long after = System.currentTimeMillis();
    Message received = received();
    for (Message each : List.of(message, received)) {
      assertThat(each.getJMSDestination()).isEqualTo(jms.queue());
      assertThat(each.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
      assertThat(each.getJMSPriority()).isEqualTo(2);
      assertThat(each.getJMSMessageID()).startsWith("ID:").isNotEqualTo("ID:mine");
      assertThat(each.getJMSTimestamp()).isBetween(before, after);
      assertThat(each.getJMSExpiration()).isEqualTo(each.getJMSTimestamp() + 60_000);
      assertThat(each.getJMSDeliveryTime()).isEqualTo(each.getJMSTimestamp());
    }
    assertThat(received.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
    assertThat(received.getJMSRedelivered()).isFalse();
  }

  @Test
  void aMessageSentAgainGetsAnIdOfItsOwnAndTheFirstStaysAsItWas() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    TextMessage message = session.createTextMessage("first");
    message.setIntProperty("n", 1);
    producer.send(message);
    String firstId = message.getJMSMessageID();
    message.setText("second");
    message.setIntProperty("n", 2);
    producer.send(message);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    TextMessage first = Jms.receive(consumer);
    TextMessage second = Jms.receive(consumer);
    assertThat(first.getText()).isEqualTo("first");
    assertThat(first.getIntProperty("n")).isEqualTo(1);
    assertThat(first.getJMSMessageID()).isEqualTo(firstId);
    assertThat(second.getText()).isEqualTo("second");
    assertThat(second.getJMSMessageID()).isNotEqualTo(firstId);
  }

  @Test
  void aReceivedMessageCanBeSentOn() throws JMSException {
    jms.send(jms.queue("first"), "a");
    Session session = jms.session();
    TextMessage received = Jms.receive(session.createConsumer(jms.queue("first")));
    session.createProducer(jms.queue()).send(received);
    assertThat(Jms.text(received())).isEqualTo("a");
  }

  @Test
  void replyToAndGroupSurvive() throws JMSException {
    Session session = jms.session();
    Message message = session.createMessage();
    message.setJMSReplyTo(jms.topic());
    message.setStringProperty("JMSXGroupID", "group");
    message.setIntProperty("JMSXGroupSeq", 3);
    session.createProducer(jms.queue()).send(message);
    Message received = received();
    assertThat(received.getJMSReplyTo()).isEqualTo(jms.topic());
    assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("group");
    assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(3);
    assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
  }

  // ---- the simplified API

  @Test
  void headersAndPropertiesOfAJmsProducerOverrideThoseOfTheMessage() throws JMSException {
    JMSContext context = jms.context();
    TextMessage message = context.createTextMessage("a");
    message.setJMSCorrelationID("message");
    message.setJMSType("message");
    message.setJMSReplyTo(jms.queue("message"));
    message.setStringProperty("p", "message");
    message.setStringProperty("q", "message");
    JMSProducer producer = context.createProducer();
    assertThat(
            producer
                .setJMSCorrelationID("producer")
                .setJMSType("producer")
                .setJMSReplyTo(jms.topic())
                .setProperty("p", "producer")
                .setPriority(7)
                .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setTimeToLive(60_000)
                .send(jms.queue(), message))
        .isSameAs(producer);
    Message received = received();
    assertThat(received.getJMSCorrelationID()).isEqualTo("producer");
    assertThat(received.getJMSType()).isEqualTo("producer");
    assertThat(received.getJMSReplyTo()).isEqualTo(jms.topic());
    assertThat(received.getStringProperty("p")).isEqualTo("producer");
    assertThat(received.getStringProperty("q")).isEqualTo("message");
    assertThat(received.getJMSPriority()).isEqualTo(7);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
  }

  @Test
  void aHeaderSetBackToNullOverridesNothing() throws JMSException {
    JMSContext context = jms.context();
    TextMessage message = context.createTextMessage("a");
    message.setJMSCorrelationID("message");
    message.setJMSType("message");
    JMSProducer producer = context.createProducer();
    producer.setJMSCorrelationID("x").setJMSType("x").setJMSReplyTo(jms.topic());
    producer.setJMSCorrelationID(null).setJMSType(null).setJMSReplyTo(null);
    assertThat(producer.getJMSCorrelationID()).isNull();
    assertThat(producer.getJMSType()).isNull();
    assertThat(producer.getJMSReplyTo()).isNull();
    producer.send(jms.queue(), message);
    Message received = received();
    assertThat(received.getJMSCorrelationID()).isEqualTo("message");
    assertThat(received.getJMSType()).isEqualTo("message");
    assertThat(received.getJMSReplyTo()).isNull();
  }

  @Test
  void aCorrelationIdOfBytesGoesThrough() throws JMSException {
    byte[] id = "correlation".getBytes(StandardCharsets.UTF_8);
    jms.context().createProducer().setJMSCorrelationIDAsBytes(id).send(jms.queue(), "a");
    assertThat(received().getJMSCorrelationIDAsBytes()).isEqualTo(id);
  }

  @Test
  void propertiesOfAJmsProducerFollowTheRulesOfMessages() throws JMSException {
    JMSProducer producer = jms.context().createProducer();
    producer
        .setProperty("boolean", true)
        .setProperty("byte", (byte) 1)
        .setProperty("short", (short) 2)
        .setProperty("int", 3)
        .setProperty("long", 4L)
        .setProperty("float", 5f)
        .setProperty("double", 6d)
        .setProperty("string", "7")
        .setProperty("object", (Object) 8);
    assertThat(producer.getPropertyNames())
        .containsExactlyInAnyOrder(
            "boolean", "byte", "short", "int", "long", "float", "double", "string", "object");
    assertThat(producer.getBooleanProperty("boolean")).isTrue();
    assertThat(producer.getByteProperty("byte")).isEqualTo((byte) 1);
    assertThat(producer.getShortProperty("byte")).isEqualTo((short) 1);
    assertThat(producer.getIntProperty("int")).isEqualTo(3);
    assertThat(producer.getLongProperty("string")).isEqualTo(7);
    assertThat(producer.getFloatProperty("float")).isEqualTo(5f);
    assertThat(producer.getDoubleProperty("float")).isEqualTo(5d);
    assertThat(producer.getStringProperty("double")).isEqualTo("6.0");
    assertThat(producer.getObjectProperty("object")).isEqualTo(8);
    assertThat(producer.propertyExists("nothing")).isFalse();
    assertThatThrownBy(() -> producer.getIntProperty("long"))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThatThrownBy(() -> producer.setProperty("", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> producer.setProperty(null, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> producer.setProperty("list", List.of()))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThatThrownBy(() -> producer.getPropertyNames().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(producer.clearProperties().getPropertyNames()).isEmpty();
  }

  @Test
  void aPropertyCannotOverrideThoseOfAMessageThatIsReadOnly() throws JMSException {
    jms.send(jms.queue("first"), "a");
    JMSContext context = jms.context();
    Message received = context.createConsumer(jms.queue("first")).receive(Jms.PATIENCE);
    JMSProducer producer = context.createProducer().setProperty("p", 1);
    assertThatThrownBy(() -> producer.send(jms.queue(), received))
        .isInstanceOf(MessageNotWriteableRuntimeException.class);
  }

  @Test
  void everyKindOfBodyCanBeNull() throws JMSException {
    JMSProducer producer = jms.context().createProducer();
    producer
        .send(jms.queue(), (String) null)
        .send(jms.queue(), (byte[]) null)
        .send(jms.queue(), (Map<String, Object>) null)
        .send(jms.queue(), (Serializable) null);
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    assertThat(Jms.receive(consumer).getText()).isNull();
    assertThat(consumer.receive(Jms.PATIENCE).getBody(byte[].class)).isNull();
    assertThat(consumer.receive(Jms.PATIENCE)).isInstanceOf(MapMessage.class);
    assertThat(((ObjectMessage) consumer.receive(Jms.PATIENCE)).getObject()).isNull();
  }

  @Test
  void aMapThatCannotBeABodyIsRefused() {
    JMSProducer producer = jms.context().createProducer();
    Map<String, Object> bad = new HashMap<>();
    bad.put("key", new Object());
    assertThatThrownBy(() -> producer.send(jms.queue(), bad))
        .isInstanceOf(MessageFormatRuntimeException.class);
  }

  // ---- messages of other providers

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
        Proxy.newProxyInstance(SendTest.class.getClassLoader(), new Class<?>[] {type}, handler));
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
