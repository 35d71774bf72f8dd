package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Types of properties. */
@Section({"3.5.2", "3.5.5"})
class PropertyValuesTest {
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
}
