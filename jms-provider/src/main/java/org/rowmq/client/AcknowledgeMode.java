package org.rowmq.client;

import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** How a session ends its deliveries (specification 6.2.10). */
public enum AcknowledgeMode {
  /** Each by itself, before the session delivers the next. */
  AUTO(Session.AUTO_ACKNOWLEDGE),
  /** All of the session, when the application says so. */
  CLIENT(Session.CLIENT_ACKNOWLEDGE),
  /** By itself, without waiting until it is stored. */
  DUPS_OK(Session.DUPS_OK_ACKNOWLEDGE),
  /** By commit and rollback. */
  TRANSACTED(Session.SESSION_TRANSACTED);

  private final int code;

  AcknowledgeMode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static AcknowledgeMode of(int code) throws JMSException {
    for (AcknowledgeMode mode : values()) {
      if (mode.code == code) {
        return mode;
      }
    }
    throw new JMSException(
        "Session mode "
            + code
            + " is not known; use AUTO_ACKNOWLEDGE, CLIENT_ACKNOWLEDGE, DUPS_OK_ACKNOWLEDGE or SESSION_TRANSACTED",
        "SESSION_MODE");
  }
}
