package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageNotWriteableException;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** The body of a received message. */
@Section("3.11.2")
class ReadOnlyBodyTest {
  @Test
  void aReceivedTextIsReadOnlyUntilCleared() throws JMSException {
    RowmqTextMessage message = (RowmqTextMessage) received(filledMessage(BodyType.TEXT));
    assertThatThrownBy(() -> message.setText("x")).isInstanceOf(MessageNotWriteableException.class);
    assertThat(message.getText()).isEqualTo("text");
    message.clearBody();
    assertThat(message.getText()).isNull();
    message.setText("x");
    assertThat(message.getText()).isEqualTo("x");
  }

  @Test
  void aChangedMessageDoesNotChangeWhatWasSent() throws JMSException {
    RowmqMapMessage message = new RowmqMapMessage();
    message.setInt("i", 1);
    message.setIntProperty("p", 1);
    EncodedMessage first = message.encode();
    message.setInt("i", 2);
    message.setIntProperty("p", 2);
    RowmqMapMessage sent =
        (RowmqMapMessage)
            RowmqMessage.decode(first, MessageTestSupport.FIRST_DELIVERY, DecodeContext.DEFAULT);
    assertThat(sent.getInt("i")).isEqualTo(1);
    assertThat(sent.getIntProperty("p")).isEqualTo(1);
  }
}
