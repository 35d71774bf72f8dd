package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Properties of the specification and of this provider. */
@Section({"3.5.9", "3.5.10"})
class DefinedPropertiesTest {
  @Test
  void theDeliveryCountIsTheProviders() throws JMSException {
    RowmqMessage sent = new RowmqMessage();
    sent.setIntProperty("JMSXDeliveryCount", 99);
    assertThat(sent.propertyExists("JMSXDeliveryCount")).isFalse();
    RowmqMessage first = received(sent);
    assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    assertThat(first.getLongProperty("JMSXDeliveryCount")).isEqualTo(1);
    assertThat(first.getStringProperty("JMSXDeliveryCount")).isEqualTo("1");
    assertThat(first.getObjectProperty("JMSXDeliveryCount")).isEqualTo(1);
    assertThat(first.propertyExists("JMSXDeliveryCount")).isTrue();
    assertThat(first.getJMSRedelivered()).isFalse();
    RowmqMessage third =
        RowmqMessage.decode(
            sent.encode(), new DeliveryHeaders("ID:1", 1, 4, true, 3), DecodeContext.DEFAULT);
    assertThat(third.getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
    assertThat(third.getJMSRedelivered()).isTrue();
  }

  @Test
  void groupPropertiesHaveTheTypesOfTheSpecification() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setStringProperty("JMSXGroupID", "g");
    message.setIntProperty("JMSXGroupSeq", 3);
    assertThat(received(message).getIntProperty("JMSXGroupSeq")).isEqualTo(3);
    assertThatThrownBy(() -> message.setIntProperty("JMSXGroupID", 1))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setStringProperty("JMSXGroupSeq", "1"))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.setLongProperty("JMSXGroupSeq", 1))
        .isInstanceOf(MessageFormatException.class);
  }

  @Test
  void ourPropertiesAreSetByUsOnly() throws JMSException {
    RowmqMessage sent = new RowmqMessage();
    sent.setStringProperty("JMS_RowMQ_trace", "forged");
    assertThat(sent.propertyExists("JMS_RowMQ_trace")).isFalse();
    RowmqMessage message = received(sent);
    message.setProviderProperty("JMS_RowMQ_trace", "ours");
    assertThat(message.getStringProperty("JMS_RowMQ_trace")).isEqualTo("ours");
  }
}
