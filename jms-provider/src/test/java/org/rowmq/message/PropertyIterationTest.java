package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Going through the properties of a message. */
@Section({"3.5.6", "3.5.5"})
class PropertyIterationTest {
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
