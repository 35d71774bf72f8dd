package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * The connections of a node, for whoever manages it. One that its application has lost without
 * closing it goes when it is collected. Thread-safe.
 */
public final class Connections {
  /** Of how many producers whose sessions are closed something is remembered. */
  static final int MOST_ENDED = 1_000;

  private final Set<Connection> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final EndedProducers ended = new EndedProducers(MOST_ENDED);

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

    /** Where it has sent to: the latest destinations, 16 at most, in no order. */
    List<Sent> sentTo();
  }

  /**
   * What a session has sent to a destination.
   *
   * @param lastAt when it last did, database clock
   */
  public record Sent(DestinationRow destination, long count, long lastAt) {}

  /**
   * Who sends, or has sent, to a destination.
   *
   * @param connection number of the connection, 0 for closed sessions
   * @param session number of the session, 0 for closed sessions
   * @param clientId client identifier, or null
   * @param user the user the connection was opened for, or null
   * @param sessions 1, or how many closed sessions this tells of
   * @param since when the session, or the first of them, was opened; database clock
   * @param lastAt when it last sent, database clock
   */
  public record Producer(
      DestinationRow destination,
      long connection,
      long session,
      String clientId,
      String user,
      long sessions,
      long since,
      long sent,
      long lastAt) {}

  /** One was opened. */
  public void opened(Connection connection) {
    open.add(connection);
  }

  /** One was closed. */
  public void closed(Connection connection) {
    open.remove(connection);
  }

  /** A session of a connection was closed. */
  public void closed(Connection connection, Session session) {
    ended.ended(connection, session);
  }

  /** Who sends: sessions that are open, each by itself, and closed ones by client and user. */
  public List<Producer> producers() {
    List<Producer> producers = new ArrayList<>();
    for (Connection connection : all()) {
      for (Session session : connection.sessions()) {
        for (Sent sent : session.sentTo()) {
          producers.add(
              new Producer(
                  sent.destination(),
                  connection.id(),
                  session.id(),
                  connection.clientId(),
                  connection.user(),
                  1,
                  session.openedAt(),
                  sent.count(),
                  sent.lastAt()));
        }
      }
    }
    producers.addAll(ended.all());
    return producers;
  }

  /** Those open now, in no order. */
  public List<Connection> all() {
    synchronized (open) {
      return new ArrayList<>(open);
    }
  }
}
