package org.rowmq.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;

/**
 * Copies of messages of any provider, made with their public methods only (specification section
 * 3.12).
 */
final class ForeignMessages {

  private static final int BUFFER_SIZE = 8192;

  private ForeignMessages() {}

  static RowmqMessage copyOf(Message original) throws JMSException {
    RowmqMessage copy =
        original instanceof RowmqMessage ours ? copyOfOurs(ours) : copyOfForeign(original);
    copy.setJMSMessageID(original.getJMSMessageID());
    copy.setJMSTimestamp(original.getJMSTimestamp());
    copy.setJMSDeliveryMode(original.getJMSDeliveryMode());
    copy.setJMSPriority(original.getJMSPriority());
    copy.setJMSExpiration(original.getJMSExpiration());
    copy.setJMSRedelivered(original.getJMSRedelivered());
    return copy;
  }

  private static RowmqMessage copyOfOurs(RowmqMessage original) throws JMSException {
    DeliveryHeaders none = new DeliveryHeaders(null, 0, Message.DEFAULT_PRIORITY, true, 0);
    RowmqMessage copy = RowmqMessage.decode(original.encode(), none, DecodeContext.DEFAULT);
    if (copy instanceof RowmqObjectMessage object) {
      object.copyAllowList((RowmqObjectMessage) original);
    }
    copy.setJMSDestination(original.getJMSDestination());
    copy.setJMSReplyTo(original.getJMSReplyTo());
    copy.setJMSDeliveryTime(original.getJMSDeliveryTime());
    copy.makeWritable();
    return copy;
  }

  private static RowmqMessage copyOfForeign(Message original) throws JMSException {
    RowmqMessage copy = copyOfBody(original);
    copyCorrelationId(original, copy);
    copy.setJMSType(original.getJMSType());
    // a foreign destination that is no queue or topic need not be kept (API documentation of
    // Message)
    copy.setJMSReplyTo(Destinations.ours(original.getJMSReplyTo()));
    copy.setJMSDestination(Destinations.ours(original.getJMSDestination()));
    copyProperties(original, copy);
    return copy;
  }

  private static void copyCorrelationId(Message original, RowmqMessage copy) throws JMSException {
    String text = original.getJMSCorrelationID();
    copy.setJMSCorrelationID(text);
    if (text == null) {
      try {
        copy.setJMSCorrelationIDAsBytes(original.getJMSCorrelationIDAsBytes());
      } catch (UnsupportedOperationException | JMSException notSupportedThere) {
        // optional in the specification (3.4.5), and the text form says there is none
        copy.setJMSCorrelationID(null);
      }
    }
  }

  private static void copyProperties(Message original, RowmqMessage copy) throws JMSException {
    Enumeration<?> names = original.getPropertyNames();
    while (names.hasMoreElements()) {
      String name = (String) names.nextElement();
      Object value = original.getObjectProperty(name);
      boolean set =
          !name.equals(PropertyTable.DELIVERY_COUNT) && ValueConversions.isPropertyValue(value);
      if (set) {
        // whatever its name: another provider may have been less strict
        copy.setProviderProperty(name, value);
      }
    }
  }

  private static RowmqMessage copyOfBody(Message original) throws JMSException {
    if (original instanceof TextMessage text) {
      RowmqTextMessage copy = new RowmqTextMessage();
      copy.setText(text.getText());
      return copy;
    }
    if (original instanceof BytesMessage bytes) {
      return copyOfBytes(bytes);
    }
    if (original instanceof MapMessage map) {
      return copyOfMap(map);
    }
    if (original instanceof StreamMessage stream) {
      return copyOfStream(stream);
    }
    if (original instanceof ObjectMessage object) {
      RowmqObjectMessage copy = new RowmqObjectMessage();
      copy.setObject(object.getObject());
      return copy;
    }
    return new RowmqMessage();
  }

  private static RowmqMessage copyOfBytes(BytesMessage original) throws JMSException {
    RowmqBytesMessage copy = new RowmqBytesMessage();
    byte[] buffer = new byte[BUFFER_SIZE];
    original.reset();
    for (int count = original.readBytes(buffer); count > 0; count = original.readBytes(buffer)) {
      copy.writeBytes(buffer, 0, count);
    }
    original.reset();
    return copy;
  }

  private static RowmqMessage copyOfMap(MapMessage original) throws JMSException {
    RowmqMapMessage copy = new RowmqMapMessage();
    Enumeration<?> names = original.getMapNames();
    while (names.hasMoreElements()) {
      String name = (String) names.nextElement();
      copy.setObject(name, original.getObject(name));
    }
    return copy;
  }

  private static RowmqMessage copyOfStream(StreamMessage original) throws JMSException {
    RowmqStreamMessage copy = new RowmqStreamMessage();
    original.reset();
    try {
      while (true) {
        copy.writeObject(original.readObject());
      }
    } catch (MessageEOFException allRead) {
      original.reset();
    }
    return copy;
  }
}
