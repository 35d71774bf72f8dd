package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The connections of a node, for whoever manages it. One that its application has lost without
 * closing it goes when it is collected. Thread-safe.
 */
public final class Connections {
  private final Set<Connection> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** An open connection. Thread-safe; known by its identity. */
  public interface Connection {

    /** Its number on this node. */
    long id();

    /** Its client identifier, or null. */
    String clientId();

    /** The user it was opened for, or null. */
    String user();

    /** When it was opened, database clock, milliseconds since 1970. */
    long openedAt();

    /** Whether it delivers. */
    boolean isStarted();

    /** Its sessions that are open, in no order. */
    List<Session> sessions();

    /** Closes it, as its application would; waits for listeners that run. */
    void closeByManagement();
  }

  /** An open session of a connection. Thread-safe. */
  public interface Session {

    /** Its number on this node. */
    long id();

    /** How it acknowledges, such as {@code AUTO} or {@code TRANSACTED}. */
    String mode();

    /** When it was opened, database clock, milliseconds since 1970. */
    long openedAt();

    /** Messages that its producers have sent; in a transaction as soon as it is told to. */
    long sent();

    /** Messages that its consumers have been given, again or for the first time. */
    long received();

    /** When it last sent one, database clock; 0 for never. */
    long lastSentAt();

    /** When it was last given one, database clock; 0 for never. */
    long lastReceivedAt();
  }

  /** One was opened. */
  public void opened(Connection connection) {
    open.add(connection);
  }

  /** One was closed. */
  public void closed(Connection connection) {
    open.remove(connection);
  }

  /** Those open now, in no order. */
  public List<Connection> all() {
    synchronized (open) {
      return new ArrayList<>(open);
    }
  }
}
