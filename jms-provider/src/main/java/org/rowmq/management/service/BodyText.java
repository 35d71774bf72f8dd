package org.rowmq.management.service;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.broker.StoredMessages;
import org.rowmq.management.NewMessage;
import org.rowmq.message.BodyType;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.DecodeContext;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqStreamMessage;
import org.rowmq.store.Envelope;

/**
 * A body as text for people. An object is never deserialised: that would run code that its sender
 * chose.
 *
 * @param text null when there is no body
 * @param cut whether it is not all of it
 */
record BodyText(String text, boolean cut) {
  private static final int MOST = 1 << 20;
  private static final int BYTES_IN_LINE = 16;
  private static final int LINE_LENGTH = 78;
  private static final HexFormat HEX = HexFormat.of();
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");
  private static final byte[] SERIAL_OBJECT = {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'};

  static BodyText of(Envelope envelope) {
    if (envelope.body() == null) {
      return new BodyText(null, false);
    }
    try {
      return switch (BodyType.ofCode(envelope.bodyType())) {
        case MESSAGE -> new BodyText(null, false);
        case TEXT -> text(envelope.body());
        case BYTES -> hex("", envelope.body());
        case OBJECT -> hex(className(envelope.body()), envelope.body());
        case MAP -> map((RowmqMapMessage) decoded(envelope), MOST);
        case STREAM -> stream((RowmqStreamMessage) decoded(envelope), MOST);
      };
    } catch (CorruptMessageException | JMSException e) {
      return new BodyText("This body cannot be read: " + e.getMessage(), false);
    }
  }

  /** All of a body that is kept as named or numbered values. */
  static String whole(Envelope envelope) {
    try {
      RowmqMessage message = decoded(envelope);
      BodyText body =
          message instanceof RowmqMapMessage map
              ? map(map, Integer.MAX_VALUE)
              : stream((RowmqStreamMessage) message, Integer.MAX_VALUE);
      return body.text();
    } catch (CorruptMessageException | JMSException e) {
      return "This body cannot be read: " + e.getMessage();
    }
  }

  /** Whether a body of this type, with what is in it, can be sent by hand. */
  static boolean canBeSent(Envelope envelope) {
    return switch (BodyType.ofCode(envelope.bodyType())) {
      case TEXT, BYTES, MESSAGE -> true;
      case MAP -> entries(envelope).values().stream().noneMatch(byte[].class::isInstance);
      case STREAM, OBJECT -> false;
    };
  }

  /** The whole body as {@link NewMessage} has it; only where it can be sent. */
  static Object asSent(Envelope envelope) {
    return switch (BodyType.ofCode(envelope.bodyType())) {
      case MAP -> entries(envelope);
      case BYTES -> envelope.body() == null ? new byte[0] : envelope.body();
      case TEXT ->
          envelope.body() == null ? null : new String(envelope.body(), StandardCharsets.UTF_8);
      default -> null;
    };
  }

  private static Map<String, Object> entries(Envelope envelope) {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (envelope.body() == null) {
      return entries;
    }
    RowmqMapMessage message = (RowmqMapMessage) decoded(envelope);
    for (String name : Collections.list(message.getMapNames())) {
      entries.put(name, message.getObject(name));
    }
    return entries;
  }

  private static RowmqMessage decoded(Envelope envelope) {
    return RowmqMessage.decode(
        StoredMessages.encoded(envelope),
        StoredMessages.headers(envelope, 0),
        DecodeContext.DEFAULT);
  }

  private static BodyText text(byte[] body) {
    int end = Math.min(body.length, MOST);
    while (end > 0 && end < body.length && (body[end] & 0xc0) == 0x80) {
      end--; // not in the middle of a character
    }
    return new BodyText(new String(body, 0, end, StandardCharsets.UTF_8), end < body.length);
  }

  private static BodyText map(RowmqMapMessage message, int most) throws JMSException {
    Lines lines = new Lines(most);
    List<String> names = Collections.list(message.getMapNames());
    for (String name : names) {
      lines.add(name, message.getObject(name));
    }
    return lines.body();
  }

  private static BodyText stream(RowmqStreamMessage message, int most) throws JMSException {
    Lines lines = new Lines(most);
    int number = 1;
    while (!lines.full()) {
      try {
        lines.add(Integer.toString(number++), message.readObject());
      } catch (MessageEOFException e) {
        break;
      }
    }
    return lines.body();
  }

  /** Offset, bytes and what is readable of them, sixteen in a line. */
  private static BodyText hex(String heading, byte[] body) {
    int most = MOST / LINE_LENGTH * BYTES_IN_LINE;
    int end = Math.min(body.length, most);
    StringBuilder text = new StringBuilder(heading);
    for (int from = 0; from < end; from += BYTES_IN_LINE) {
      int to = Math.min(end, from + BYTES_IN_LINE);
      text.append(String.format("%08x  %-47s  ", from, SPACED.formatHex(body, from, to)));
      for (int i = from; i < to; i++) {
        text.append(body[i] >= ' ' && body[i] < 0x7f ? (char) body[i] : '.');
      }
      text.append('\n');
    }
    return new BodyText(text.toString(), end < body.length);
  }

  /** Only the name in front of a serialised object is read (Java Object Serialization, 6.4). */
  private static String className(byte[] body) {
    int start = SERIAL_OBJECT.length + 2;
    for (int i = 0; i < SERIAL_OBJECT.length; i++) {
      if (body.length <= start || body[i] != SERIAL_OBJECT[i]) {
        return "";
      }
    }
    int length = ((body[start - 2] & 0xff) << 8) | (body[start - 1] & 0xff);
    if (body.length < start + length) {
      return "";
    }
    return new String(body, start, length, StandardCharsets.UTF_8) + " (not deserialised)\n\n";
  }

  /** Name, type and value, one in a line. */
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();
    private final int most;

    Lines(int most) {
      this.most = most;
    }

    void add(String name, Object value) {
      if (full()) {
        return;
      }
      text.append(name);
      if (value != null) {
        text.append(" (").append(Properties.typeName(value)).append(')');
      }
      text.append(" = ");
      text.append(value instanceof byte[] bytes ? HEX.formatHex(bytes) : String.valueOf(value));
      text.append('\n');
    }

    boolean full() {
      return text.length() >= most;
    }

    BodyText body() {
      boolean cut = text.length() > most;
      return new BodyText(cut ? text.substring(0, most) : text.toString(), cut);
    }
  }
}
