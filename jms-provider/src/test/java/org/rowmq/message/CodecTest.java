package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.FIRST_DELIVERY;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.newMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTemporaryTopic;
import org.rowmq.conformance.Section;

/** The stored form: it gives back what was put in, and nothing else is mistaken for it. */
@Section({"3.11"})
class CodecTest {

  private static final int ROUNDS = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "na\u00EFve \u20AC \uD83D\uDE00",
        "\uD83D",
        "\uDE00a",
        "a\uD83Db\uDE00",
        "\0",
        "\uFFFD",
        "\uFFFD\uD800"
      })
  void everyStringSurvives(String text) throws JMSException {
    RowmqTextMessage message = new RowmqTextMessage();
    message.setText(text);
    message.setStringProperty("p", text);
    message.setJMSType(text);
    message.setJMSCorrelationID(text);
    RowmqTextMessage copy = received(message);
    assertThat(copy.getText()).isEqualTo(text);
    assertThat(copy.getStringProperty("p")).isEqualTo(text);
    assertThat(copy.getJMSType()).isEqualTo(text);
    assertThat(copy.getJMSCorrelationID()).isEqualTo(text);
    assertThat(new StoredProperties(message.encode(), FIRST_DELIVERY).get("JMSType"))
        .isEqualTo(text);
  }

  @Test
  void textIsStoredAsUtf8AndNullIsNotEmpty() throws JMSException {
    RowmqTextMessage message = new RowmqTextMessage();
    assertThat(message.encode().body()).isNull();
    message.setText("");
    assertThat(message.encode().body()).isEmpty();
    assertThat(received(message).getText()).isEmpty();
    message.setText("\u20AC\uD83D\uDE00");
    assertThat(message.encode().body())
        .isEqualTo("\u20AC\uD83D\uDE00".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void columnsGetOnlyWhatEveryDatabaseCanStore() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setJMSCorrelationID("a\0b\uD800\uD83D\uDE00");
    message.setJMSType("plain");
    EncodedMessage encoded = message.encode();
    assertThat(encoded.correlationId()).isEqualTo("a\uFFFDb\uFFFD\uD83D\uDE00");
    assertThat(encoded.type()).isEqualTo("plain");
  }

  @Test
  void randomMessagesSurvive() throws JMSException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      RowmqStreamMessage stream = new RowmqStreamMessage();
      RowmqMapMessage map = new RowmqMapMessage();
      List<Object> values = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        Object value = randomValue(random);
        values.add(value);
        stream.writeObject(value);
        map.setObject("v" + values.size(), value);
        if (ValueConversions.isPropertyValue(value)) {
          stream.setObjectProperty("p" + values.size(), value);
        }
      }
      RowmqStreamMessage stream2 = received(stream);
      RowmqMapMessage map2 = received(map);
      for (int i = 0; i < values.size(); i++) {
        assertThat(stream2.readObject()).as("seed %d", seed).isEqualTo(values.get(i));
        assertThat(map2.getObject("v" + (i + 1))).as("seed %d", seed).isEqualTo(values.get(i));
        if (ValueConversions.isPropertyValue(values.get(i))) {
          String name = "p" + (i + 1);
          assertThat(stream2.getObjectProperty(name)).as("seed %d", seed).isEqualTo(values.get(i));
          assertThat(new StoredProperties(stream.encode(), FIRST_DELIVERY).get(name))
              .as("seed %d", seed)
              .isEqualTo(values.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BodyType.class)
  void damagedBytesAreReportedAndNothingElseHappens(BodyType type) throws JMSException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RowmqMessage message = filledMessage(type);
    message.setJMSDestination(new RowmqQueue("orders"));
    message.setJMSReplyTo(new RowmqTemporaryTopic("answers", null));
    message.setJMSCorrelationIDAsBytes(new byte[] {0, -1});
    message.setTimeToLive(1000);
    message.setStringProperty("s", "text");
    message.setLongProperty("l", 1);
    EncodedMessage encoded = message.encode();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] headers = damaged(encoded.headers(), random);
      byte[] body = encoded.body() == null ? null : damaged(encoded.body(), random);
      try {
        readAll(new EncodedMessage(type, headers, body, null, null));
      } catch (CorruptMessageException | JMSException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (RuntimeException | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }

  @Test
  void everyTruncationOfTheHeadersIsNoticed() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setJMSDestination(new RowmqQueue("orders"));
    message.setStringProperty("s", "text");
    byte[] headers = message.encode().headers();
    for (int length = 0; length < headers.length; length++) {
      byte[] cut = Arrays.copyOf(headers, length);
      assertThatThrownBy(() -> readAll(new EncodedMessage(BodyType.MESSAGE, cut, null, null, null)))
          .isInstanceOf(CorruptMessageException.class)
          .hasMessageContaining("header block");
    }
    byte[] longer = Arrays.copyOf(headers, headers.length + 1);
    assertThatThrownBy(
            () -> readAll(new EncodedMessage(BodyType.MESSAGE, longer, null, null, null)))
        .isInstanceOf(CorruptMessageException.class);
  }

  @Test
  void otherVersionsAndTypesAreNamed() {
    assertThatThrownBy(
            () ->
                readAll(
                    new EncodedMessage(BodyType.MESSAGE, new byte[] {2, 0, 0}, null, null, null)))
        .hasMessageContaining("version 2");
    assertThatThrownBy(
            () ->
                readAll(
                    new EncodedMessage(
                        BodyType.MAP, new byte[] {1, 0, 0}, new byte[] {9}, null, null)))
        .hasMessageContaining("the map body has version 9");
    assertThatThrownBy(() -> BodyType.ofCode((byte) 6)).isInstanceOf(CorruptMessageException.class);
    assertThatThrownBy(() -> BodyType.ofCode((byte) -1))
        .isInstanceOf(CorruptMessageException.class);
  }

  @Test
  void anEmptyMessageTakesThreeBytes() throws JMSException {
    assertThat(newMessage(BodyType.MESSAGE).encode().headers()).hasSize(3);
    assertThat(newMessage(BodyType.MAP).encode().body()).isNull();
  }

  private static void readAll(EncodedMessage encoded) throws JMSException {
    RowmqMessage message = RowmqMessage.decode(encoded, FIRST_DELIVERY, DecodeContext.DEFAULT);
    for (String name : Collections.list(message.getPropertyNames())) {
      message.getObjectProperty(name);
    }
    if (message instanceof RowmqTextMessage text) {
      text.getText();
    } else if (message instanceof RowmqMapMessage map) {
      map.getMapNames();
    } else if (message instanceof RowmqObjectMessage object) {
      object.getObject();
    } else if (message instanceof RowmqStreamMessage stream) {
      while (stream.readObject() != null) {
        // until the end, which is an exception
      }
    }
    new StoredProperties(encoded, FIRST_DELIVERY).get("absent");
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] result =
        random.nextInt(4) == 0
            ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 4))
            : bytes.clone();
    for (int i = random.nextInt(3); i > 0 && result.length > 0; i--) {
      result[random.nextInt(result.length)] = (byte) random.nextInt();
    }
    return result;
  }

  private static Object randomValue(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (byte) random.nextInt();
      case 3 -> (short) random.nextInt();
      case 4 -> (char) random.nextInt();
      case 5 -> random.nextInt();
      case 6 -> random.nextLong();
      case 7 -> Float.intBitsToFloat(random.nextInt());
      case 8 -> Double.longBitsToDouble(random.nextLong());
      case 9 -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        yield bytes;
      }
      default -> {
        char[] chars = new char[random.nextInt(200)];
        for (int i = 0; i < chars.length; i++) {
          chars[i] =
              (char)
                  (random.nextInt(4) == 0
                      ? 0xD700 + random.nextInt(0x1000)
                      : random.nextInt(0x250));
        }
        yield new String(chars);
      }
    };
  }
}
