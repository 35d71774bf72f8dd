package org.rowmq.message;

import jakarta.jms.JMSException;

/** Sends messages the short way: encode and decode. */
final class MessageTestSupport {

  static final DeliveryHeaders FIRST_DELIVERY = new DeliveryHeaders("ID:1", 1_000_000, 4, true, 1);

  private MessageTestSupport() {}

  /** The message as a consumer gets it. */
  @SuppressWarnings("unchecked")
  static <M extends RowmqMessage> M received(M sent) throws JMSException {
    return (M) RowmqMessage.decode(sent.encode(), FIRST_DELIVERY, DecodeContext.DEFAULT);
  }

  static RowmqMessage received(RowmqMessage sent, ObjectAllowList allowList) throws JMSException {
    return RowmqMessage.decode(sent.encode(), FIRST_DELIVERY, new DecodeContext(allowList));
  }

  static RowmqMessage newMessage(BodyType type) {
    return switch (type) {
      case MESSAGE -> new RowmqMessage();
      case TEXT -> new RowmqTextMessage();
      case BYTES -> new RowmqBytesMessage();
      case MAP -> new RowmqMapMessage();
      case STREAM -> new RowmqStreamMessage();
      case OBJECT -> new RowmqObjectMessage();
    };
  }

  /** Something in the body, whatever the type. */
  static RowmqMessage filledMessage(BodyType type) throws JMSException {
    RowmqMessage message = newMessage(type);
    if (message instanceof RowmqTextMessage text) {
      text.setText("text");
    } else if (message instanceof RowmqBytesMessage bytes) {
      bytes.writeInt(42);
    } else if (message instanceof RowmqMapMessage map) {
      map.setInt("answer", 42);
    } else if (message instanceof RowmqStreamMessage stream) {
      stream.writeInt(42);
    } else if (message instanceof RowmqObjectMessage object) {
      object.setObject("object");
    }
    return message;
  }
}
