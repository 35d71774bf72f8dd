package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Message properties set on a JMSProducer. */
@Section("7.5")
class PropertiesOfAProducerTest {
  @RegisterExtension final Jms jms = new Jms();

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
}
