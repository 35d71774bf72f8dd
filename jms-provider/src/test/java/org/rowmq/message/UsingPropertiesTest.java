package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageNotWriteableException;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.conformance.Section;

/** Properties of received messages, and clearing them. */
@Section({"3.5.3", "3.5.7"})
class UsingPropertiesTest {
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
}
