package org.rowmq.message;

import java.util.Map;
import org.rowmq.RowmqDestination;

/**
 * The bytes of {@link EncodedMessage#headers()}: a version, flags that say which fields follow, the
 * fields, and last the properties as (count, (name, value)*). Fields are read at once, properties
 * only when asked for. Immutable; safe for use by many threads.
 */
final class StoredHeaders {

  private static final int VERSION = 1;

  private static final int DESTINATION = 1;
  private static final int REPLY_TO = 1 << 1;
  private static final int TIME_TO_LIVE = 1 << 2;
  private static final int DELIVERY_DELAY = 1 << 3;
  private static final int CORRELATION_TEXT = 1 << 4;
  private static final int CORRELATION_BYTES = 1 << 5;
  private static final int TYPE = 1 << 6;

  /** A byte of its own follows, which says what the sender did not want to be shown. */
  private static final int HIDDEN = 1 << 7;

  private static final int HIDDEN_ID = 1;
  private static final int HIDDEN_TIMESTAMP = 1 << 1;

  private static final String WHAT = "the header block";

  private final byte[] bytes;
  private final int propertiesStart;
  private final Fields fields;

  /**
   * What is in front of the properties.
   *
   * @param destination JMSDestination or null
   * @param replyTo JMSReplyTo or null
   * @param timeToLive milliseconds, 0 for unlimited
   * @param deliveryDelay milliseconds
   * @param correlationText JMSCorrelationID where the column cannot hold it exactly, else null
   * @param correlationBytes JMSCorrelationIDAsBytes where it is not the UTF-8 form of the text,
   *     else null
   * @param type JMSType where the column cannot hold it exactly, else null
   * @param idHidden whether the sender disabled JMSMessageID
   * @param timestampHidden whether the sender disabled JMSTimestamp
   */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this package
  record Fields(
      RowmqDestination destination,
      RowmqDestination replyTo,
      long timeToLive,
      long deliveryDelay,
      String correlationText,
      byte[] correlationBytes,
      String type,
      boolean idHidden,
      boolean timestampHidden) {

    private int hidden() {
      return (idHidden ? HIDDEN_ID : 0) | (timestampHidden ? HIDDEN_TIMESTAMP : 0);
    }
  }

  private StoredHeaders(byte[] bytes, int propertiesStart, Fields fields) {
    this.bytes = bytes;
    this.propertiesStart = propertiesStart;
    this.fields = fields;
  }

  static byte[] write(Fields fields, Map<String, Object> properties) {
    ByteWriter out = new ByteWriter(64 + 32 * properties.size());
    out.putByte(VERSION);
    out.putByte(flags(fields));
    if (fields.destination() != null) {
      Destinations.write(out, fields.destination());
    }
    if (fields.replyTo() != null) {
      Destinations.write(out, fields.replyTo());
    }
    if (fields.timeToLive() != 0) {
      out.putCount(fields.timeToLive());
    }
    if (fields.deliveryDelay() != 0) {
      out.putCount(fields.deliveryDelay());
    }
    if (fields.correlationText() != null) {
      out.putString(fields.correlationText());
    }
    if (fields.correlationBytes() != null) {
      out.putBytes(fields.correlationBytes());
    }
    if (fields.type() != null) {
      out.putString(fields.type());
    }
    if (fields.hidden() != 0) {
      out.putByte(fields.hidden());
    }
    out.putCount(properties.size());
    properties.forEach(
        (name, value) -> {
          out.putString(name);
          TypedValue.write(out, value);
        });
    return out.toByteArray();
  }

  private static int flags(Fields fields) {
    return (fields.destination() != null ? DESTINATION : 0)
        | (fields.replyTo() != null ? REPLY_TO : 0)
        | (fields.timeToLive() != 0 ? TIME_TO_LIVE : 0)
        | (fields.deliveryDelay() != 0 ? DELIVERY_DELAY : 0)
        | (fields.correlationText() != null ? CORRELATION_TEXT : 0)
        | (fields.correlationBytes() != null ? CORRELATION_BYTES : 0)
        | (fields.type() != null ? TYPE : 0)
        | (fields.hidden() != 0 ? HIDDEN : 0);
  }

  static StoredHeaders read(byte[] bytes) {
    ByteReader in = new ByteReader(bytes, 0, WHAT);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.corrupt("has version " + version + " and this program reads version " + VERSION);
    }
    int flags = in.getByte();
    RowmqDestination destination = (flags & DESTINATION) != 0 ? Destinations.read(in) : null;
    RowmqDestination replyTo = (flags & REPLY_TO) != 0 ? Destinations.read(in) : null;
    long timeToLive = (flags & TIME_TO_LIVE) != 0 ? in.getCount() : 0;
    long deliveryDelay = (flags & DELIVERY_DELAY) != 0 ? in.getCount() : 0;
    String correlationText = (flags & CORRELATION_TEXT) != 0 ? in.getString() : null;
    byte[] correlationBytes = (flags & CORRELATION_BYTES) != 0 ? in.getBytes() : null;
    String type = (flags & TYPE) != 0 ? in.getString() : null;
    int hidden = (flags & HIDDEN) != 0 ? in.getByte() : 0;
    if ((hidden & ~(HIDDEN_ID | HIDDEN_TIMESTAMP)) != 0) {
      throw in.corrupt("has unknown flags");
    }
    Fields fields =
        new Fields(
            destination,
            replyTo,
            timeToLive,
            deliveryDelay,
            correlationText,
            correlationBytes,
            type,
            (hidden & HIDDEN_ID) != 0,
            (hidden & HIDDEN_TIMESTAMP) != 0);
    return new StoredHeaders(bytes, in.position(), fields);
  }

  Fields fields() {
    return fields;
  }

  /** One property without building a table, or null. */
  Object property(String name) {
    ByteReader in = new ByteReader(bytes, propertiesStart, WHAT);
    int count = in.getSize();
    for (int i = 0; i < count; i++) {
      if (in.getStringEquals(name)) {
        return TypedValue.read(in);
      }
      TypedValue.skip(in);
    }
    return null;
  }

  PropertyTable properties() {
    ByteReader in = new ByteReader(bytes, propertiesStart, WHAT);
    PropertyTable table = new PropertyTable();
    int count = in.getSize();
    for (int i = 0; i < count; i++) {
      String name = in.getString();
      Object value = TypedValue.read(in);
      if (!ValueConversions.isPropertyValue(value)) {
        throw in.corrupt("has a property \"" + name + "\" of a type that is only for bodies");
      }
      table.put(name, value);
    }
    in.end();
    return table;
  }
}
