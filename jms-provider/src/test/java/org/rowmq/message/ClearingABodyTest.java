package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageNotWriteableException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.conformance.Section;

/** Clearing the body of a message. */
@Section("3.11.1")
class ClearingABodyTest {
  @ParameterizedTest
  @EnumSource(BodyType.class)
  void clearBodyKeepsPropertiesAndHeaders(BodyType type) throws JMSException {
    RowmqMessage sent = filledMessage(type);
    sent.setIntProperty("p", 1);
    sent.setJMSType("t");
    RowmqMessage message = received(sent);
    message.clearBody();
    assertThat(message.encode().body()).isNull();
    assertThat(message.getIntProperty("p")).isEqualTo(1);
    assertThat(message.getJMSType()).isEqualTo("t");
    assertThatThrownBy(() -> message.setIntProperty("p", 2))
        .isInstanceOf(MessageNotWriteableException.class);
  }
}
