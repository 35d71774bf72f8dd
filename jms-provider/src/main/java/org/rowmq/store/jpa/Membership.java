package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.Entities.NodeEntity;

/**
 * How a node comes to be one: its row, its number for ids, its incarnation. A name that is taken is
 * taken over when its process is provably gone or its heartbeat has stopped; a name whose heart
 * still beats belongs to another node.
 */
final class Membership {
  private static final System.Logger LOG = System.getLogger(Membership.class.getName());
  private static final int NUMBERS = 1024;
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Database database;
  private final StoreConfig config;
  private final DatabaseClock clock;

  /**
   * A node that has joined.
   *
   * @param idFloor time before which ids of this number may have been given out
   */
  record Joined(int number, long incarnation, long idFloor) {}

  Membership(Database database, StoreConfig config, DatabaseClock clock) {
    this.database = database;
    this.config = config;
    this.clock = clock;
  }

  Joined join() {
    long firstBeat = -1;
    int refused = 0;
    while (true) {
      try {
        Optional<Joined> joined = database.transaction("registering the node", this::tryToJoin);
        if (joined.isPresent()) {
          return joined.get();
        }
      } catch (RuntimeException e) {
        // another node took the same number or name at the same moment
        if (!FailureTranslation.isDuplicate(e) || ++refused > ATTEMPTS) {
          throw e;
        }
        continue;
      }
      long beat = database.transaction("watching the other node", this::lastBeat);
      if (firstBeat >= 0 && beat != firstBeat) {
        throw nameTaken();
      }
      firstBeat = beat;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private Optional<Joined> tryToJoin(Tx tx) throws SQLException {
    clock.measure(tx);
    Joined mine;
    NodeEntity row = lockedRow(tx);
    if (row == null) {
      row = new NodeEntity();
      row.name = config.nodeName();
      row.number = freeNumber(tx);
      mine = describe(row);
      tx.session().insert(row);
    } else if (mayBeTakenOver(row)) {
      // before its incarnation and last heartbeat are written over
      new SubscriptionUse(database.names()).gone(tx, row.incarnation, row.heartbeatAt);
      mine = describe(row);
      tx.session().update(row);
    } else {
      return Optional.empty();
    }
    tx.flush();
    return Optional.of(mine);
  }

  private NodeEntity lockedRow(Tx tx) throws SQLException {
    try (PreparedStatement statement =
        tx.connection()
            .prepareStatement(
                "select name from "
                    + database.names().table("node")
                    + " where name = ? for update")) {
      statement.setString(1, config.nodeName());
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? tx.session().get(NodeEntity.class, config.nodeName()) : null;
      }
    }
  }

  private boolean mayBeTakenOver(NodeEntity row) {
    return database.exclusive()
        || row.state != NodeEntity.LIVING
        || row.heartbeatAt < clock.now() - config.nodeTimeout().toMillis()
        || processOf(row).provablyGone();
  }

  static ProcessIdentity processOf(NodeEntity row) {
    return new ProcessIdentity(row.host, row.bootId, row.pid, row.processStarted);
  }

  private Joined describe(NodeEntity row) {
    // what was written with the last heartbeat is as old as that; nobody lives longer than the
    // time-out without one
    long floor = row.idFloor == 0 ? 0 : row.idFloor + config.nodeTimeout().toMillis();
    ProcessIdentity me = ProcessIdentity.current();
    row.incarnation = newIncarnation();
    row.state = NodeEntity.LIVING;
    row.host = me.host();
    row.bootId = me.bootId();
    row.pid = me.pid();
    row.processStarted = me.startedAt();
    row.startedAt = clock.now();
    row.heartbeatAt = clock.now();
    row.idFloor = Math.max(floor, System.currentTimeMillis());
    row.snapshot = null;
    return new Joined(row.number, row.incarnation, floor);
  }

  private static long newIncarnation() {
    int random = new SecureRandom().nextInt(1 << 20);
    return (System.currentTimeMillis() << 20) | random;
  }

  private int freeNumber(Tx tx) {
    List<NodeEntity> rows =
        tx.session()
            .createSelectionQuery("from Node order by heartbeatAt", NodeEntity.class)
            .getResultList();
    Set<Integer> taken = rows.stream().map(node -> node.number).collect(Collectors.toSet());
    for (int number = 0; number < NUMBERS; number++) {
      if (!taken.contains(number)) {
        return number;
      }
    }
    for (NodeEntity old : rows) {
      if (old.state == NodeEntity.BURIED) {
        LOG.log(Level.INFO, "node number {0} of {1} is used again", old.number, old.name);
        tx.session().delete(old);
        tx.flush();
        return old.number;
      }
    }
    throw new ConfigurationException(
        "nodeName '"
            + config.nodeName()
            + "' would be node number "
            + NUMBERS
            + ": that many are running");
  }

  private Long lastBeat(Tx tx) {
    NodeEntity row = tx.session().get(NodeEntity.class, config.nodeName());
    return row == null ? 0L : row.heartbeatAt;
  }

  private ConfigurationException nameTaken() {
    NodeEntity row =
        database.reading(
            "reading the other node", tx -> tx.session().get(NodeEntity.class, config.nodeName()));
    String holder = row == null ? "another node" : "process " + row.pid + " on host " + row.host;
    return new ConfigurationException(
        "nodeName '"
            + config.nodeName()
            + "' is in use by "
            + holder
            + ", which is alive: give each node of a database a name of its own");
  }
}
