package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Names of properties. */
@Section("3.5.1")
class PropertyNamesTest {
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
}
