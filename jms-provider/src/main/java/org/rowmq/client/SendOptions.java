package org.rowmq.client;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** How a message is sent; times in milliseconds. Checked when made. */
record SendOptions(int deliveryMode, int priority, long timeToLive, long deliveryDelay) {
  static final SendOptions DEFAULT =
      new SendOptions(
          Message.DEFAULT_DELIVERY_MODE,
          Message.DEFAULT_PRIORITY,
          Message.DEFAULT_TIME_TO_LIVE,
          Message.DEFAULT_DELIVERY_DELAY);

  /** Checks the values (specification 7). */
  static SendOptions checked(int deliveryMode, int priority, long timeToLive, long deliveryDelay)
      throws JMSException {
    if (deliveryMode != DeliveryMode.PERSISTENT && deliveryMode != DeliveryMode.NON_PERSISTENT) {
      throw invalid("Delivery mode", deliveryMode, "use PERSISTENT (2) or NON_PERSISTENT (1)");
    }
    if (priority < 0 || priority > 9) {
      throw invalid("Priority", priority, "use 0 to 9");
    }
    if (timeToLive < 0) {
      throw invalid("Time to live", timeToLive, "use 0 (for ever) or a number of milliseconds");
    }
    if (deliveryDelay < 0) {
      throw invalid("Delivery delay", deliveryDelay, "use 0 or a number of milliseconds");
    }
    return new SendOptions(deliveryMode, priority, timeToLive, deliveryDelay);
  }

  private static JMSException invalid(String what, long value, String remedy) {
    return new JMSException(what + " " + value + " is not valid: " + remedy, "SEND_OPTION");
  }

  boolean persistent() {
    return deliveryMode == DeliveryMode.PERSISTENT;
  }
}
