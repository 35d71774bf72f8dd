package org.rowmq.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import java.io.Serializable;

/**
 * A message whose body is a serialised object or null (specification section 3.11). Not safe for
 * use by many threads.
 *
 * <p>{@link #setObject} serialises at once, so later changes to the object do not reach the
 * message. {@link #getObject} makes a new object each time, with the thread's context class loader;
 * of a received message only classes that the {@link ObjectAllowList} allows. Bytes the application
 * made itself, by {@code setObject}, are not restricted.
 */
public final class RowmqObjectMessage extends RowmqMessage implements ObjectMessage {

  private byte[] serialised;

  /** null for bytes that the application made itself. */
  private ObjectAllowList allowList;

  /** A new message, to be filled and sent. */
  public RowmqObjectMessage() {}

  @Override
  public BodyType bodyType() {
    return BodyType.OBJECT;
  }

  /**
   * Serialises the object into the body.
   *
   * @throws MessageFormatException if the object, or something it refers to, cannot be serialised
   * @throws jakarta.jms.MessageNotWriteableException if the body is read-only
   */
  @Override
  public void setObject(Serializable object) throws JMSException {
    requireWritableBody();
    serialised = object == null ? null : ObjectBody.serialise(object);
    allowList = null;
  }

  /**
   * Deserialises the body.
   *
   * @throws MessageFormatException if that fails, or a class is not allowed
   */
  @Override
  public Serializable getObject() throws JMSException {
    return serialised == null ? null : ObjectBody.deserialise(serialised, allowList);
  }

  @Override
  public <T> T getBody(Class<T> type) throws JMSException {
    // once, where isBodyAssignableTo followed by getObject would deserialise twice
    Serializable object = getObject();
    if (object != null && !type.isInstance(object)) {
      throw new MessageFormatException(
          "The body of this OBJECT message is a "
              + object.getClass().getName()
              + " and cannot be assigned to "
              + type.getName());
    }
    return object == null ? null : type.cast(object);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public boolean isBodyAssignableTo(Class type) {
    try {
      Serializable object = getObject();
      return object == null || type.isInstance(object);
    } catch (JMSException cannotBeDeserialised) {
      return false;
    }
  }

  /** A copy may be read by whom the original may be read. */
  void copyAllowList(RowmqObjectMessage original) {
    allowList = original.allowList;
  }

  @Override
  byte[] encodeBody() {
    return serialised;
  }

  @Override
  void decodeBody(byte[] body, DecodeContext context) {
    serialised = body == null || body.length == 0 ? null : body;
    allowList = context.objectAllowList();
  }

  @Override
  void clearContent() {
    serialised = null;
    allowList = null;
  }
}
