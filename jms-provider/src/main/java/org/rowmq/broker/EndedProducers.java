package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.broker.Connections.Producer;

/**
 * What sessions that are closed have sent, by destination, client identifier and user: in a server
 * a session lives as long as a transaction, and who sends is asked in between. Bounded: the latest
 * are kept. Thread-safe.
 */
final class EndedProducers {
  private final int most;
  private final Map<Key, Producer> ended = new HashMap<>();

  private record Key(long destination, String clientId, String user) {}

  EndedProducers(int most) {
    this.most = most;
  }

  /** A session was closed. */
  void ended(Connections.Connection connection, Connections.Session session) {
    for (Connections.Sent sent : session.sentTo()) {
      if (!sent.destination().temporary()) {
        add(
            new Producer(
                sent.destination(),
                0,
                0,
                connection.clientId(),
                connection.user(),
                1,
                session.openedAt(),
                sent.count(),
                sent.lastAt()));
      }
    }
  }

  private synchronized void add(Producer one) {
    ended.merge(
        new Key(one.destination().id(), one.clientId(), one.user()),
        one,
        (before, now) ->
            new Producer(
                now.destination(),
                0,
                0,
                now.clientId(),
                now.user(),
                before.sessions() + 1,
                Math.min(before.since(), now.since()),
                before.sent() + now.sent(),
                Math.max(before.lastAt(), now.lastAt())));
    if (ended.size() > most) {
      // a tenth at once, so that it is seldom looked who goes
      long oldest =
          ended.values().stream()
              .mapToLong(Producer::lastAt)
              .sorted()
              .skip(most / 10)
              .findFirst()
              .orElse(0);
      ended.values().removeIf(each -> each.lastAt() < oldest);
      while (ended.size() > most) {
        ended.remove(ended.keySet().iterator().next()); // all at the same time
      }
    }
  }

  /** The latest first. */
  synchronized List<Producer> all() {
    List<Producer> all = new ArrayList<>(ended.values());
    all.sort(Comparator.comparingLong(Producer::lastAt).reversed());
    return all;
  }
}
