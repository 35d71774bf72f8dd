package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Specification sections 3.5.1 to 3.5.3 and 3.5.6 to 3.5.11. */
@Section({"3.5.1", "3.5.2", "3.5.3", "3.5.5", "3.5.6", "3.5.7", "3.5.8", "3.5.9", "3.5.10"})
class PropertyRulesTest {

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "1", "a.b", "a b", "a-b", "'a'", "+a", "NULL", "TRUE", "FALSE", "NOT", "AND", "OR",
        "BETWEEN", "LIKE", "IN", "IS", "ESCAPE", "JMSType", "JMSFoo"
      })
  void namesThatASelectorCouldNotNameAreRefused(String name) {
    RowmqMessage message = new RowmqMessage();
    assertThatThrownBy(() -> message.setStringProperty(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setObjectProperty(name, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(message.propertyExists(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "_a",
        "$a",
        "a1",
        "\u00E4",
        "JMSXGroupID",
        "JMSXAppID",
        "JMS_vendor_x",
        "Jms",
        "notable",
        "true",
        "Like"
      })
  void javaIdentifiersAreNames(String name) throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setStringProperty(name, "x");
    assertThat(received(message).getStringProperty(name)).isEqualTo("x");
  }

  @Test
  void onlyPrimitivesAndStringsAreProperties() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    for (Object value : new Object[] {'c', new byte[1], Instant.EPOCH, List.of(), new Object()}) {
      assertThatThrownBy(() -> message.setObjectProperty("p", value))
          .isInstanceOf(MessageFormatException.class);
    }
    message.setObjectProperty("p", null);
    assertThat(message.getObjectProperty("p")).isNull();
    assertThat(received(message).propertyExists("p")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(BodyType.class)
  void receivedPropertiesAreReadOnlyUntilCleared(BodyType type) throws JMSException {
    RowmqMessage sent = filledMessage(type);
    sent.setIntProperty("p", 1);
    RowmqMessage message = received(sent);
    assertThatThrownBy(() -> message.setIntProperty("p", 2))
        .isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.setObjectProperty("q", "x"))
        .isInstanceOf(MessageNotWriteableException.class);
    message.clearProperties();
    assertThat(Collections.list(message.getPropertyNames())).isEmpty();
    message.setIntProperty("p", 2);
    assertThat(message.getIntProperty("p")).isEqualTo(2);
    assertThat(message.encode().body()).isEqualTo(sent.encode().body());
  }

  @Test
  void propertiesKeepTheirOrderAndExcludeHeaders() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setJMSType("t");
    message.setIntProperty("z", 1);
    message.setIntProperty("a", 2);
    message.setIntProperty("m", 3);
    message.setIntProperty("z", 4);
    assertThat(Collections.list(message.getPropertyNames())).containsExactly("z", "a", "m");
    assertThat(Collections.list(received(message).getPropertyNames()))
        .containsExactly("z", "a", "m", "JMSXDeliveryCount");
  }

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

  @Test
  void everyPropertyOfAReceivedMessageCanBeCopiedToANewOne() throws JMSException {
    RowmqMessage sent = new RowmqMessage();
    sent.setIntProperty("p", 1);
    sent.setProviderProperty("JMS_RowMQ_trace", "ours");
    RowmqMessage message = received(sent);
    RowmqMessage answer = new RowmqMessage();
    for (String name : Collections.list(message.getPropertyNames())) {
      answer.setObjectProperty(name, message.getObjectProperty(name));
    }
    assertThat(Collections.list(answer.getPropertyNames())).containsExactly("p");
  }
}
