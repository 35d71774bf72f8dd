package org.rowmq.store;

/** Subscriptions of a topic changed since the unit was routed; route it again. */
public class TopicChangedException extends StoreException {
  public TopicChangedException(String message) {
    super(message);
  }

  public TopicChangedException(String message, Throwable cause) {
    super(message, cause);
  }
}
