package org.rowmq.client;

/**
 * Which of the API's interfaces a connection was made through; some forbid methods of others
 * (specification 9.2).
 */
public enum Domain {
  COMMON,
  QUEUE,
  TOPIC
}
