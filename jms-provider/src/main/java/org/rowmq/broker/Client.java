package org.rowmq.broker;

/**
 * Who consumes, for people to recognise.
 *
 * @param kind what it is
 * @param name a bean's activation name, or a connection's client identifier; null for none
 * @param user the user the connection was opened for, or null
 * @param connection number of the connection on its node; 0 for a bean
 * @param session number of the session on its node; 0 for a bean
 */
public record Client(Kind kind, String name, String user, long connection, long session) {

  /** What consumes. */
  public enum Kind {
    /** A message-driven bean. */
    BEAN,
    /** A session of a connection. */
    CONNECTION,
    /** Somebody within the node. */
    NODE
  }

  /** Nobody from outside. */
  public static final Client NODE = new Client(Kind.NODE, null, null, 0, 0);

  /** A message-driven bean. */
  public static Client bean(String name) {
    return new Client(Kind.BEAN, name, null, 0, 0);
  }
}
