package org.rowmq.message;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.rowmq.RowmqDestination;

/**
 * A message without a body, and the headers and properties of all others (specification sections
 * 3.4 and 3.5).
 *
 * <p>As the specification has it, a message is not safe for use by many threads. Methods that are
 * not in {@link Message} are for the provider; applications have no use for them.
 */
public class RowmqMessage implements Message {
  private static final String USER_ID = "JMSXUserID";

  /** In front of the hexadecimal form of a JMSCorrelationIDAsBytes that is not text. */
  private static final String BINARY_CORRELATION_PREFIX = "ID:";

  private Destination destination;
  private Destination replyTo;
  private String messageId;
  private long timestamp;
  private boolean idHidden;
  private boolean timestampHidden;
  private long expiration;
  private long deliveryTime;
  private int deliveryMode = DEFAULT_DELIVERY_MODE;
  private int priority = DEFAULT_PRIORITY;
  private boolean redelivered;
  private String correlationId;
  private byte[] correlationBytes;
  private String type;
  private long timeToLive;
  private long deliveryDelay;
  private int deliveryCount;

  private PropertyTable properties = new PropertyTable();
  private StoredHeaders undecodedProperties;
  private boolean propertiesReadOnly;
  private boolean bodyReadOnly;
  private Acknowledger acknowledger;

  /** A new message, to be filled and sent. */
  public RowmqMessage() {}

  // ---- provider: storing and receiving

  /**
   * A copy of any provider's message, ready to be encoded; it is made with the public methods of
   * the original, so a BytesMessage or StreamMessage is {@code reset()} before and after
   * (specification section 3.12).
   *
   * @throws JMSException if the original cannot be read
   */
  public static RowmqMessage copyOf(Message original) throws JMSException {
    return ForeignMessages.copyOf(original);
  }

  /**
   * The message as received: properties and body read-only, body and properties decoded when first
   * asked for.
   *
   * @throws CorruptMessageException if the stored bytes are not a header block
   */
  public static RowmqMessage decode(
      EncodedMessage encoded, DeliveryHeaders delivery, DecodeContext context) {
    RowmqMessage message =
        switch (encoded.bodyType()) {
          case MESSAGE -> new RowmqMessage();
          case TEXT -> new RowmqTextMessage();
          case BYTES -> new RowmqBytesMessage();
          case MAP -> new RowmqMapMessage();
          case STREAM -> new RowmqStreamMessage();
          case OBJECT -> new RowmqObjectMessage();
        };
    message.decodeHeaders(encoded, delivery);
    message.decodeBody(encoded.body(), context);
    message.bodyReadOnly = true;
    message.propertiesReadOnly = true;
    return message;
  }

  /**
   * The message in the form it is stored in. Later changes to this message do not affect it.
   *
   * @throws InvalidDestinationException if JMSDestination or JMSReplyTo is not a queue or topic
   *     with a usable name
   * @throws JMSException if the body cannot be encoded
   */
  public final EncodedMessage encode() throws JMSException {
    String storableCorrelation = Utf8.storable(correlationId);
    String storableType = Utf8.storable(type);
    StoredHeaders.Fields fields =
        new StoredHeaders.Fields(
            storableDestination(destination),
            storableDestination(replyTo),
            timeToLive,
            deliveryDelay,
            exactIfDifferent(correlationId, storableCorrelation),
            correlationBytes,
            exactIfDifferent(type, storableType),
            idHidden,
            timestampHidden);
    byte[] headers = StoredHeaders.write(fields, properties().values());
    return new EncodedMessage(bodyType(), headers, encodeBody(), storableCorrelation, storableType);
  }

  /**
   * Sets every header field that {@code send()} sets (specification section 3.4.11).
   *
   * @param timestamp the time of sending, in milliseconds since 1970: JMSExpiration and
   *     JMSDeliveryTime count from it, so it must be real even if the application does not want
   *     JMSTimestamp
   * @param timeToLive milliseconds, 0 for unlimited
   * @param deliveryDelay milliseconds
   */
  public final void setSendHeaders(
      Destination destination,
      String messageId,
      long timestamp,
      boolean persistent,
      int priority,
      long timeToLive,
      long deliveryDelay) {
    this.destination = destination;
    this.messageId = messageId;
    this.timestamp = timestamp;
    this.deliveryMode = persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
    this.priority = priority;
    setTimeToLive(timeToLive);
    setDeliveryDelay(deliveryDelay);
    this.expiration = expirationOf(timestamp, timeToLive);
    this.deliveryTime = saturatedSum(timestamp, deliveryDelay);
    hideSendHeaders(false, false);
  }

  /**
   * Says who sent the message (JMSXUserID), whatever the application has set; for the provider.
   *
   * @param user null when the sender gave no name
   */
  public final void setUserId(String user) {
    if (user == null) {
      properties().remove(USER_ID);
    } else {
      properties().put(USER_ID, user);
    }
  }

  /**
   * Sets string properties that the provider adds, whether or not the application may change any.
   *
   * @param added legal names of properties
   */
  public final void addProperties(Map<String, String> added) {
    added.forEach(properties()::put);
  }

  /** A string property; null when there is none, or one of another type. */
  public final String text(String propertyName) {
    return properties().get(propertyName) instanceof String text ? text : null;
  }

  /**
   * Shows no JMSMessageID, or no JMSTimestamp, to the sender and to receivers, because the producer
   * has disabled them (specification sections 3.4.3 and 3.4.4).
   */
  public final void hideSendHeaders(boolean hideId, boolean hideTimestamp) {
    idHidden = hideId;
    timestampHidden = hideTimestamp;
    if (hideId) {
      messageId = null;
    }
    if (hideTimestamp) {
      timestamp = 0;
    }
  }

  /**
   * Sets how long the message may wait, in milliseconds, 0 for ever; stored, and JMSExpiration is
   * computed from it.
   */
  public final void setTimeToLive(long timeToLive) {
    this.timeToLive = notNegative(timeToLive, "time to live");
  }

  /** The time to live that was set or stored, in milliseconds; 0 for unlimited. */
  public final long timeToLive() {
    return timeToLive;
  }

  /**
   * Sets how long the message is held back, in milliseconds; stored, and JMSDeliveryTime is
   * computed from it.
   */
  public final void setDeliveryDelay(long deliveryDelay) {
    this.deliveryDelay = notNegative(deliveryDelay, "delivery delay");
  }

  /** The delivery delay that was set or stored, in milliseconds. */
  public final long deliveryDelay() {
    return deliveryDelay;
  }

  /** Sets what {@link #acknowledge()} does; null for nothing. */
  public final void setAcknowledger(Acknowledger acknowledger) {
    this.acknowledger = acknowledger;
  }

  /** Sets JMSXDeliveryCount; 0 makes the property absent. */
  public final void setDeliveryCount(int deliveryCount) {
    this.deliveryCount = deliveryCount;
  }

  /** JMSXDeliveryCount; 0 if this message was not received. */
  public final int deliveryCount() {
    return deliveryCount;
  }

  /** Sets a property whatever its name, and even if the properties are read-only. */
  public final void setProviderProperty(String name, Object value) {
    if (!ValueConversions.isPropertyValue(value)) {
      throw new IllegalArgumentException("not a property value: " + value.getClass().getName());
    }
    properties().put(name, value);
  }

  /** Which of the six message types this is. */
  public BodyType bodyType() {
    return BodyType.MESSAGE;
  }

  // ---- for the other message types

  /** The body's bytes, which nobody will change, or null for none. */
  byte[] encodeBody() throws JMSException {
    return null;
  }

  /**
   * Takes the stored body. It is decoded later, so that messages which are only passed on are not.
   */
  void decodeBody(byte[] body, DecodeContext context) {
    if (body != null && body.length > 0) {
      throw new CorruptMessageException(
          "a message without a body has one of " + body.length + " bytes");
    }
  }

  /** Makes the body that of a new message. */
  void clearContent() {}

  /** Whether there is nothing that getBody could return. */
  boolean hasNoBody() throws JMSException {
    return true;
  }

  /** Whether getBody may return the body, which exists, as this class. */
  boolean isContentAssignableTo(Class<?> type) throws JMSException {
    return true;
  }

  /** The body, which exists, for getBody. */
  Object content() throws JMSException {
    return null;
  }

  final boolean isBodyReadOnly() {
    return bodyReadOnly;
  }

  final void setBodyReadOnly(boolean readOnly) {
    bodyReadOnly = readOnly;
  }

  final void requireWritableBody() throws MessageNotWriteableException {
    if (bodyReadOnly) {
      throw new MessageNotWriteableException(
          "The body is read-only: call clearBody() to write a new one");
    }
  }

  final void requireReadableBody() throws MessageNotReadableException {
    if (!bodyReadOnly) {
      throw new MessageNotReadableException("The body is being written: call reset() to read it");
    }
  }

  /** Makes a decoded copy of a message writable, as its original was. */
  final void makeWritable() {
    bodyReadOnly = false;
    propertiesReadOnly = false;
  }

  // ---- body

  @Override
  public final void clearBody() throws JMSException {
    clearContent();
    bodyReadOnly = false;
  }

  @Override
  public <T> T getBody(Class<T> type) throws JMSException {
    if (!isBodyAssignableTo(type)) {
      throw new MessageFormatException(
          "The body of this " + bodyType() + " message cannot be assigned to " + type.getName());
    }
    return hasNoBody() ? null : type.cast(content());
  }

  @Override
  @SuppressWarnings("rawtypes")
  public boolean isBodyAssignableTo(Class type) throws JMSException {
    return hasNoBody() || isContentAssignableTo(type);
  }

  // ---- headers

  @Override
  public final String getJMSMessageID() {
    return messageId;
  }

  @Override
  public final void setJMSMessageID(String id) {
    messageId = id;
  }

  @Override
  public final long getJMSTimestamp() {
    return timestamp;
  }

  @Override
  public final void setJMSTimestamp(long timestamp) {
    this.timestamp = timestamp;
  }

  @Override
  public final String getJMSCorrelationID() {
    return correlationId;
  }

  @Override
  public final void setJMSCorrelationID(String correlationId) {
    this.correlationId = correlationId;
    this.correlationBytes = null;
  }

  /** The bytes that were set; of a correlation id that was set as a string, its UTF-8 form. */
  @Override
  public final byte[] getJMSCorrelationIDAsBytes() {
    if (correlationBytes != null) {
      return correlationBytes.clone();
    }
    return correlationId == null ? null : Utf8.encode(correlationId);
  }

  /**
   * Sets the bytes. {@link #getJMSCorrelationID()} gives them as text if they are UTF-8, else in
   * hexadecimal.
   */
  @Override
  public final void setJMSCorrelationIDAsBytes(byte[] bytes) {
    if (bytes == null) {
      setJMSCorrelationID(null);
      return;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean isText =
        text.indexOf('\0') < 0 && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
    correlationId = isText ? text : BINARY_CORRELATION_PREFIX + HexFormat.of().formatHex(bytes);
    correlationBytes = isText ? null : bytes.clone();
  }

  @Override
  public final Destination getJMSReplyTo() {
    return replyTo;
  }

  @Override
  public final void setJMSReplyTo(Destination replyTo) {
    this.replyTo = replyTo;
  }

  @Override
  public final Destination getJMSDestination() {
    return destination;
  }

  @Override
  public final void setJMSDestination(Destination destination) {
    this.destination = destination;
  }

  @Override
  public final int getJMSDeliveryMode() {
    return deliveryMode;
  }

  @Override
  public final void setJMSDeliveryMode(int deliveryMode) {
    this.deliveryMode = deliveryMode;
  }

  @Override
  public final boolean getJMSRedelivered() {
    return redelivered;
  }

  @Override
  public final void setJMSRedelivered(boolean redelivered) {
    this.redelivered = redelivered;
  }

  @Override
  public final String getJMSType() {
    return type;
  }

  @Override
  public final void setJMSType(String type) {
    this.type = type;
  }

  @Override
  public final long getJMSExpiration() {
    return expiration;
  }

  @Override
  public final void setJMSExpiration(long expiration) {
    this.expiration = expiration;
  }

  @Override
  public final long getJMSDeliveryTime() {
    return deliveryTime;
  }

  @Override
  public final void setJMSDeliveryTime(long deliveryTime) {
    this.deliveryTime = deliveryTime;
  }

  @Override
  public final int getJMSPriority() {
    return priority;
  }

  @Override
  public final void setJMSPriority(int priority) {
    this.priority = priority;
  }

  // ---- properties

  @Override
  public final void clearProperties() {
    properties = new PropertyTable();
    undecodedProperties = null;
    propertiesReadOnly = false;
    deliveryCount = 0;
  }

  @Override
  public final boolean propertyExists(String name) {
    return isDeliveryCount(name) || properties().contains(name);
  }

  @Override
  public final boolean getBooleanProperty(String name) throws JMSException {
    return ValueConversions.toBoolean(property(name));
  }

  @Override
  public final byte getByteProperty(String name) throws JMSException {
    return ValueConversions.toByte(property(name));
  }

  @Override
  public final short getShortProperty(String name) throws JMSException {
    return ValueConversions.toShort(property(name));
  }

  @Override
  public final int getIntProperty(String name) throws JMSException {
    return ValueConversions.toInt(property(name));
  }

  @Override
  public final long getLongProperty(String name) throws JMSException {
    return ValueConversions.toLong(property(name));
  }

  @Override
  public final float getFloatProperty(String name) throws JMSException {
    return ValueConversions.toFloat(property(name));
  }

  @Override
  public final double getDoubleProperty(String name) throws JMSException {
    return ValueConversions.toDouble(property(name));
  }

  @Override
  public final String getStringProperty(String name) throws JMSException {
    return ValueConversions.toText(property(name));
  }

  @Override
  public final Object getObjectProperty(String name) {
    return property(name);
  }

  @Override
  public final Enumeration<String> getPropertyNames() {
    List<String> names = new ArrayList<>(properties().names());
    if (deliveryCount > 0) {
      names.add(PropertyTable.DELIVERY_COUNT);
    }
    return Collections.enumeration(names);
  }

  @Override
  public final void setBooleanProperty(String name, boolean value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setByteProperty(String name, byte value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setShortProperty(String name, short value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setIntProperty(String name, int value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setLongProperty(String name, long value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setFloatProperty(String name, float value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setDoubleProperty(String name, double value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setStringProperty(String name, String value) throws JMSException {
    setObjectProperty(name, value);
  }

  @Override
  public final void setObjectProperty(String name, Object value) throws JMSException {
    if (propertiesReadOnly) {
      throw new MessageNotWriteableException(
          "The properties are read-only: call clearProperties() to set new ones");
    }
    properties().set(name, value);
  }

  // ---- acknowledgement

  @Override
  public final void acknowledge() throws JMSException {
    if (acknowledger != null) {
      acknowledger.acknowledge();
    }
  }

  /** For people: the type, id and destination, but no content. */
  @Override
  public final String toString() {
    return bodyType()
        + " message "
        + messageId
        + (destination == null ? "" : " for " + destination);
  }

  private void decodeHeaders(EncodedMessage encoded, DeliveryHeaders delivery) {
    StoredHeaders headers = StoredHeaders.read(encoded.headers());
    StoredHeaders.Fields fields = headers.fields();
    destination = fields.destination();
    replyTo = fields.replyTo();
    timeToLive = fields.timeToLive();
    deliveryDelay = fields.deliveryDelay();
    correlationId =
        fields.correlationText() == null ? encoded.correlationId() : fields.correlationText();
    correlationBytes = fields.correlationBytes();
    type = fields.type() == null ? encoded.type() : fields.type();
    messageId = delivery.messageId();
    timestamp = delivery.timestamp();
    priority = delivery.priority();
    deliveryMode = delivery.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
    deliveryCount = delivery.deliveryCount();
    redelivered = delivery.deliveryCount() > 1;
    expiration = expirationOf(timestamp, timeToLive);
    deliveryTime = saturatedSum(timestamp, deliveryDelay);
    hideSendHeaders(fields.idHidden(), fields.timestampHidden());
    undecodedProperties = headers;
  }

  private PropertyTable properties() {
    if (undecodedProperties != null) {
      properties = undecodedProperties.properties();
      undecodedProperties = null;
    }
    return properties;
  }

  private Object property(String name) {
    return isDeliveryCount(name) ? (Object) deliveryCount : properties().get(name);
  }

  private boolean isDeliveryCount(String name) {
    return deliveryCount > 0 && PropertyTable.DELIVERY_COUNT.equals(name);
  }

  private static String exactIfDifferent(String exact, String stored) {
    return exact == null || exact.equals(stored) ? null : exact;
  }

  private static RowmqDestination storableDestination(Destination destination) throws JMSException {
    RowmqDestination ours = Destinations.ours(destination);
    if (destination != null && (ours == null || ours.getName() == null)) {
      throw new InvalidDestinationException(
          "A message cannot carry the destination "
              + destination
              + ": it is not a queue or topic with a usable name");
    }
    return ours;
  }

  private static long expirationOf(long timestamp, long timeToLive) {
    return timeToLive == 0 ? 0 : saturatedSum(timestamp, timeToLive);
  }

  /** A time to live of Long.MAX_VALUE means "never", not a time in the past. */
  private static long saturatedSum(long timestamp, long duration) {
    long sum = timestamp + duration;
    return sum < timestamp ? Long.MAX_VALUE : sum;
  }

  private static long notNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException("The " + what + " is negative: " + value);
    }
    return value;
  }
}
