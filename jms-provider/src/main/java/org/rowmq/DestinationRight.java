package org.rowmq;

/** What a user may be allowed to do with a destination. */
public enum DestinationRight {
  /** Send messages to it. */
  SEND,
  /** Receive its messages, which takes them away; for a topic, subscribe. */
  CONSUME,
  /** Look at its messages. */
  BROWSE,
  /** Create, pause, purge and delete it. */
  MANAGE
}
