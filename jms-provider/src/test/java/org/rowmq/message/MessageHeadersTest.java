package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTemporaryQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.conformance.Section;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSyntaxException;

/** Specification section 3.4. */
@Section({"3.4"})
class MessageHeadersTest {

  @Test
  void aNewMessageHasTheDefaults() {
    RowmqMessage message = new RowmqMessage();
    assertThat(message.getJMSDeliveryMode()).isEqualTo(Message.DEFAULT_DELIVERY_MODE);
    assertThat(message.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
    assertThat(message.getJMSExpiration()).isZero();
    assertThat(message.getJMSDeliveryTime()).isZero();
    assertThat(message.getJMSTimestamp()).isZero();
    assertThat(message.getJMSRedelivered()).isFalse();
    assertThat(message.getJMSMessageID()).isNull();
    assertThat(message.getJMSCorrelationID()).isNull();
    assertThat(message.getJMSCorrelationIDAsBytes()).isNull();
    assertThat(message.getJMSReplyTo()).isNull();
    assertThat(message.getJMSDestination()).isNull();
    assertThat(message.getJMSType()).isNull();
  }

  @Test
  void whatSendSetsIsWhatTheReceiverSees() throws JMSException {
    RowmqMessage sent = new RowmqMessage();
    sent.setSendHeaders(new RowmqTopic("prices"), "ID:7", 1000, false, 9, 500, 200);
    assertThat(sent.getJMSExpiration()).isEqualTo(1500);
    assertThat(sent.getJMSDeliveryTime()).isEqualTo(1200);
    RowmqMessage message =
        RowmqMessage.decode(
            sent.encode(), new DeliveryHeaders("ID:7", 1000, 9, false, 1), DecodeContext.DEFAULT);
    for (RowmqMessage side : new RowmqMessage[] {sent, message}) {
      assertThat(side.getJMSDestination()).isEqualTo(new RowmqTopic("prices"));
      assertThat(side.getJMSMessageID()).isEqualTo("ID:7");
      assertThat(side.getJMSTimestamp()).isEqualTo(1000);
      assertThat(side.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
      assertThat(side.getJMSPriority()).isEqualTo(9);
      assertThat(side.getJMSExpiration()).isEqualTo(1500);
      assertThat(side.getJMSDeliveryTime()).isEqualTo(1200);
    }
    assertThat(message.timeToLive()).isEqualTo(500);
    assertThat(message.deliveryDelay()).isEqualTo(200);
  }

  @Test
  void aTimeToLiveBeyondTheEndOfTimeNeverExpires() {
    RowmqMessage message = new RowmqMessage();
    message.setSendHeaders(new RowmqQueue("q"), "ID:1", 1000, true, 4, Long.MAX_VALUE, 0);
    assertThat(message.getJMSExpiration()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> message.setTimeToLive(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setDeliveryDelay(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replyToKeepsKindAndTemporariness() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setJMSReplyTo(new RowmqTemporaryQueue("answers", destination -> {}));
    Destination replyTo = received(message).getJMSReplyTo();
    assertThat(replyTo)
        .isEqualTo(new RowmqTemporaryQueue("answers", null))
        .isInstanceOf(RowmqTemporaryQueue.class);
    assertThat(((RowmqDestination) replyTo).isTemporary()).isTrue();
  }

  @Test
  void aDestinationThatIsNoneIsRefusedWhenSent() {
    RowmqMessage message = new RowmqMessage();
    message.setJMSReplyTo(new Destination() {});
    assertThatThrownBy(message::encode).isInstanceOf(InvalidDestinationException.class);
    message.setJMSReplyTo(new RowmqQueue());
    assertThatThrownBy(message::encode).isInstanceOf(InvalidDestinationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "61", "C3A9", "00", "FF", "C3", "EDA080", "000102FDFEFF"})
  void correlationBytesSurvive(String hex) throws JMSException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    RowmqMessage message = new RowmqMessage();
    message.setJMSCorrelationIDAsBytes(bytes);
    RowmqMessage copy = received(message);
    assertThat(copy.getJMSCorrelationIDAsBytes()).isEqualTo(bytes);
    assertThat(copy.getJMSCorrelationID()).isEqualTo(message.getJMSCorrelationID()).isNotNull();
  }

  @Test
  void theTwoFormsOfACorrelationIdReplaceEachOther() {
    RowmqMessage message = new RowmqMessage();
    message.setJMSCorrelationIDAsBytes(new byte[] {-1, 0});
    assertThat(message.getJMSCorrelationID()).isEqualTo("ID:ff00");
    message.setJMSCorrelationID("text");
    assertThat(message.getJMSCorrelationIDAsBytes()).isEqualTo(new byte[] {'t', 'e', 'x', 't'});
    message.setJMSCorrelationIDAsBytes(null);
    assertThat(message.getJMSCorrelationID()).isNull();
    byte[] bytes = {-1, 1};
    message.setJMSCorrelationIDAsBytes(bytes);
    bytes[1] = 2;
    message.getJMSCorrelationIDAsBytes()[1] = 3;
    assertThat(message.getJMSCorrelationIDAsBytes()).containsExactly(-1, 1);
  }

  @Test
  void headersOfAReceivedMessageMayBeChanged() throws JMSException {
    RowmqMessage message = received(new RowmqMessage());
    message.setJMSType("t");
    message.setJMSCorrelationID("c");
    message.setJMSReplyTo(new RowmqQueue("q"));
    message.setJMSRedelivered(true);
    assertThat(message.getJMSType()).isEqualTo("t");
    assertThat(message.getJMSRedelivered()).isTrue();
  }

  @Test
  void acknowledgeAsksTheSession() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.acknowledge();
    AtomicInteger calls = new AtomicInteger();
    message.setAcknowledger(calls::incrementAndGet);
    message.acknowledge();
    assertThat(calls).hasValue(1);
    message.setAcknowledger(
        () -> {
          throw new jakarta.jms.IllegalStateException("closed");
        });
    assertThatThrownBy(message::acknowledge).isInstanceOf(jakarta.jms.IllegalStateException.class);
  }

  @Test
  void selectorsSeeHeadersAndPropertiesOfTheStoredForm()
      throws JMSException, SelectorSyntaxException {
    RowmqMessage message = new RowmqTextMessage();
    message.setJMSCorrelationID("c");
    message.setJMSType("t");
    message.setIntProperty("price", 10);
    message.setStringProperty("\u00E4", "umlaut");
    message.setStringProperty("priceTag", null);
    StoredProperties stored =
        new StoredProperties(message.encode(), new DeliveryHeaders("ID:x", 99, 7, true, 2));
    String selector =
        "JMSDeliveryMode = 'PERSISTENT' AND JMSPriority = 7 AND JMSMessageID = 'ID:x' AND JMSTimestamp = 99"
            + " AND JMSCorrelationID = 'c' AND JMSType = 't' AND price = 10 AND \u00E4 = 'umlaut'"
            + " AND priceTag IS NULL AND pric IS NULL AND JMSXDeliveryCount IS NULL AND absent IS NULL";
    assertThat(Selector.parse(selector).matches(stored)).isTrue();
    StoredProperties notPersistent =
        new StoredProperties(
            new RowmqMessage().encode(), new DeliveryHeaders(null, 0, 4, false, 1));
    assertThat(
            Selector.parse(
                    "JMSDeliveryMode = 'NON_PERSISTENT' AND JMSMessageID IS NULL AND JMSType IS NULL")
                .matches(notPersistent))
        .isTrue();
  }
}
