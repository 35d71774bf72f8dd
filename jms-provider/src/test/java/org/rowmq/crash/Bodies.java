package org.rowmq.crash;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.Arrays;
import java.util.Random;

/** Messages whose key is their correlation identifier, and whose body follows from the key. */
final class Bodies {
  private static final int SMALL = 1500;
  private static final int LARGE = 150_000;
  private static final int ONE_LARGE_IN = 60;

  private Bodies() {}

  static Message message(Session session, String key) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.setJMSCorrelationID(key);
    message.writeBytes(of(key));
    return message;
  }

  private static byte[] of(String key) {
    Random random = new Random(key.hashCode());
    byte[] body = new byte[random.nextInt(random.nextInt(ONE_LARGE_IN) == 0 ? LARGE : SMALL)];
    random.nextBytes(body);
    return body;
  }

  /** The key of a message, whose body is whole. */
  static String keyOf(Message message) throws JMSException {
    String key = message.getJMSCorrelationID();
    byte[] body = message.getBody(byte[].class);
    if (!Arrays.equals(body == null ? new byte[0] : body, of(key))) {
      throw new IllegalStateException("the body of " + key + " is not what was sent");
    }
    return key;
  }
}
