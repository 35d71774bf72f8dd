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

    /** Its sessions that are open. */
    int sessions();

    /** Closes it, as its application would; waits for listeners that run. */
    void closeByManagement();
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
