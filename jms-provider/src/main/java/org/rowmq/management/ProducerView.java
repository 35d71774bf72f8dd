package org.rowmq.management;

/**
 * Who sends, or has sent, to a destination: a session that is open, or all closed ones of the same
 * client identifier and user together. In a server a session often lives as long as a transaction.
 *
 * @param node the node it is on
 * @param connection number of the connection on its node; 0 for closed sessions
 * @param session number of the session on its node; 0 for closed sessions
 * @param clientId client identifier of the connection, or null
 * @param user the user the connection was opened for, or null
 * @param type {@code queue} or {@code topic}
 * @param destination where it sends to
 * @param sessions 1, or how many closed sessions this tells of
 * @param since when the session, or the first of them, was opened, milliseconds since 1970
 * @param sent messages sent there; in a transaction also before that is committed
 * @param lastAt when it last sent one there, milliseconds since 1970
 */
public record ProducerView(
    String node,
    long connection,
    long session,
    String clientId,
    String user,
    String type,
    String destination,
    long sessions,
    long since,
    long sent,
    long lastAt) {
  /** Whether this is a session that is open. */
  public boolean open() {
    return session != 0;
  }
}
