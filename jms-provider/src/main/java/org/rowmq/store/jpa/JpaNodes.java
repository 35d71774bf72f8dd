package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.rowmq.store.NodeStore;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.Entities.ClientEntity;
import org.rowmq.store.jpa.Entities.NodeEntity;

/** Nodes, client identifiers, kept counters. */
final class JpaNodes implements NodeStore {
  private static final System.Logger LOG = System.getLogger(JpaNodes.class.getName());

  /**
   * A node that was taken for dead may acquire rows before it notices; so look at all owners now
   * and then.
   */
  private static final int THOROUGH_EVERY = 20;

  private static final int DEPTHS_AT_A_TIME = 1_000;

  static final String DEPTHS = "mailbox_id, messages, scheduled, prepared, dead";

  private static final long FORGOTTEN_AFTER = TimeUnit.HOURS.toMillis(1);

  private final Calls calls;
  private final Database database;
  private final StoreConfig config;
  private final DatabaseClock clock;
  private final IdGenerator ids;
  private final long incarnation;
  private final Liveness liveness;
  private final Grace grace;
  private final Release release;
  private final AtomicInteger burials = new AtomicInteger();
  private final String beat;

  JpaNodes(
      Calls calls,
      Database database,
      StoreConfig config,
      DatabaseClock clock,
      IdGenerator ids,
      long incarnation,
      Liveness liveness) {
    this.liveness = liveness;
    this.calls = calls;
    this.database = database;
    this.config = config;
    this.clock = clock;
    this.ids = ids;
    this.incarnation = incarnation;
    this.grace = new Grace(config.nodeTimeout());
    this.release = new Release(database, clock::now);
    this.beat =
        "update "
            + database.names().table("node")
            + " set heartbeat_at = "
            + database.dialect().clock()
            + ", id_floor = ?, snapshot = ?, state = "
            + NodeEntity.LIVING
            + " where name = ? and incarnation = ? and state ";
  }

  @Override
  public long now() {
    return clock.now();
  }

  @Override
  public boolean heartbeat(String snapshot) {
    boolean lived =
        calls.call(
            () ->
                database.transaction(
                    "the heartbeat",
                    tx -> {
                      clock.measure(tx);
                      if (beat(tx, "= " + NodeEntity.LIVING, snapshot)) {
                        return true;
                      }
                      liveness.takenForDead();
                      if (!beat(tx, "<> " + NodeEntity.LIVING, snapshot)) {
                        LOG.log(
                            Level.ERROR,
                            "node {0} is not registered any more: another process uses its name",
                            config.nodeName());
                      }
                      return false;
                    }));
    grace.beaten(clock.now());
    return lived;
  }

  private boolean beat(Tx tx, String state, String snapshot) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(beat + state)) {
      statement.setLong(1, ids.newest());
      statement.setString(2, snapshot);
      statement.setString(3, config.nodeName());
      statement.setLong(4, incarnation);
      return statement.executeUpdate() == 1;
    }
  }

  @Override
  public List<Long> buryDead() {
    if (database.exclusive()) {
      return List.of();
    }
    return calls.call(this::bury);
  }

  private List<Long> bury() {
    boolean found = false;
    for (NodeEntity node : database.reading("reading the nodes", JpaNodes::all)) {
      if (node.incarnation != incarnation && node.state != NodeEntity.BURIED) {
        found |= node.state == NodeEntity.DEAD || declareDead(node);
      }
    }
    if (!found && burials.incrementAndGet() % THOROUGH_EVERY != 0) {
      return List.of();
    }
    List<Long> mailboxes = release.everythingOfTheDead();
    database.transaction(
        "burying dead nodes",
        tx ->
            tx.update(
                "update "
                    + database.names().table("node")
                    + " set state = "
                    + NodeEntity.BURIED
                    + " where state = "
                    + NodeEntity.DEAD));
    return mailboxes;
  }

  /** Only if its heart has not beaten meanwhile. */
  private boolean declareDead(NodeEntity node) {
    if ((isAlive(node) || grace.isGiven()) && !Membership.processOf(node).provablyGone()) {
      return false;
    }
    int changed =
        database.transaction(
            "declaring a node dead",
            tx ->
                tx.update(
                    "update "
                        + database.names().table("node")
                        + " set state = "
                        + NodeEntity.DEAD
                        + " where incarnation = ? and heartbeat_at = ? and state = "
                        + NodeEntity.LIVING,
                    node.incarnation,
                    node.heartbeatAt));
    if (changed == 1) {
      LOG.log(Level.WARNING, "node {0} is dead; what it held is released", node.name);
    }
    return changed == 1;
  }

  private boolean isAlive(NodeEntity node) {
    return node.state == NodeEntity.LIVING
        && node.heartbeatAt >= clock.now() - config.nodeTimeout().toMillis();
  }

  private static List<NodeEntity> all(Tx tx) {
    return tx.session()
        .createSelectionQuery("from Node order by name", NodeEntity.class)
        .getResultList();
  }

  @Override
  public List<NodeRow> nodes() {
    long longAgo = clock.now() - FORGOTTEN_AFTER;
    return calls.call(() -> database.transaction("listing nodes", JpaNodes::all)).stream()
        .filter(node -> node.state != NodeEntity.BURIED || node.heartbeatAt > longAgo)
        .map(
            node ->
                new NodeRow(
                    node.name,
                    node.number,
                    node.incarnation,
                    node.startedAt,
                    node.heartbeatAt,
                    isAlive(node),
                    node.snapshot))
        .sorted(Comparator.comparing(NodeRow::alive).reversed().thenComparing(NodeRow::name))
        .toList();
  }

  @Override
  public boolean acquireClientId(String clientId) {
    return calls.call(() -> atMostTwice(() -> tryToAcquire(clientId)));
  }

  /** Losing a race to insert the same row is repaired by looking again, once. */
  private static boolean atMostTwice(BooleanSupplier attempt) {
    if (attempt.getAsBoolean()) {
      return true;
    }
    return attempt.getAsBoolean();
  }

  private boolean tryToAcquire(String clientId) {
    try {
      return database.transaction(
          "reserving a client identifier",
          tx -> {
            ClientEntity row = tx.session().get(ClientEntity.class, clientId);
            if (row != null) {
              return takeOver(tx, clientId);
            }
            ClientEntity mine = new ClientEntity();
            mine.clientId = clientId;
            mine.owner = incarnation;
            tx.session().insert(mine);
            tx.flush();
            return true;
          });
    } catch (RuntimeException e) {
      if (FailureTranslation.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  /** From a node that does not live. Its own reservation is not handed out twice. */
  private boolean takeOver(Tx tx, String clientId) {
    return tx.session()
            .createMutationQuery(
                "update Client c set c.owner = :me where c.clientId = :id and c.owner not in"
                    + " (select n.incarnation from Node n where n.state = "
                    + NodeEntity.LIVING
                    + ")")
            .setParameter("me", incarnation)
            .setParameter("id", clientId)
            .executeUpdate()
        == 1;
  }

  @Override
  public void releaseClientId(String clientId) {
    calls.call(
        () ->
            database.transaction(
                "giving up a client identifier",
                tx ->
                    tx.session()
                        .createMutationQuery(
                            "delete from Client where clientId = :id and owner = :me")
                        .setParameter("id", clientId)
                        .setParameter("me", incarnation)
                        .executeUpdate()));
  }

  @Override
  public List<MailboxDepth> addToDepths(List<MailboxDepth> deltas) {
    List<MailboxDepth> sorted =
        deltas.stream()
            .filter(delta -> !delta.isZero())
            .sorted(Comparator.comparingLong(MailboxDepth::mailboxId))
            .toList();
    for (int from = 0; from < sorted.size(); from += DEPTHS_AT_A_TIME) {
      List<MailboxDepth> some =
          sorted.subList(from, Math.min(sorted.size(), from + DEPTHS_AT_A_TIME));
      calls.call(() -> atMostTwice(() -> add(some)));
    }
    return calls.call(() -> database.reading("reading counters", this::depths));
  }

  @Override
  public void forgetDepthsOfGone() {
    String sql =
        "delete from "
            + database.names().table("depth")
            + " where mailbox_id <> 0 and mailbox_id not in (select id from "
            + database.names().table("destination")
            + ") and mailbox_id not in (select id from "
            + database.names().table("subscription")
            + ")";
    calls.call(() -> database.transaction("removing counters of nothing", tx -> tx.update(sql)));
  }

  /** False when another node has begun one of the counters at the same moment. */
  private boolean add(List<MailboxDepth> deltas) {
    try {
      return database.transaction("adding to counters", tx -> add(tx, deltas));
    } catch (RuntimeException e) {
      if (FailureTranslation.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  private boolean add(Tx tx, List<MailboxDepth> deltas) throws SQLException {
    String depth = database.names().table("depth");
    int[] changed =
        batch(
            tx,
            "update "
                + depth
                + " set messages = messages + ?, scheduled = scheduled + ?,"
                + " prepared = prepared + ?, dead = dead + ? where mailbox_id = ?",
            deltas);
    List<MailboxDepth> unknown = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] != 1) {
        unknown.add(deltas.get(i));
      }
    }
    batch(
        tx,
        "insert into "
            + depth
            + " (messages, scheduled, prepared, dead, mailbox_id) values (?, ?, ?, ?, ?)",
        unknown);
    return true;
  }

  private static int[] batch(Tx tx, String sql, List<MailboxDepth> depths) throws SQLException {
    if (depths.isEmpty()) {
      return new int[0];
    }
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      for (MailboxDepth depth : depths) {
        Tx.bind(
            statement,
            depth.messages(),
            depth.scheduled(),
            depth.prepared(),
            depth.dead(),
            depth.mailboxId());
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  private List<MailboxDepth> depths(Tx tx) throws SQLException {
    List<MailboxDepth> depths = new ArrayList<>();
    try (PreparedStatement statement =
            tx.connection()
                .prepareStatement("select " + DEPTHS + " from " + database.names().table("depth"));
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        depths.add(depth(rows));
      }
    }
    return depths;
  }

  /** Reads {@link #DEPTHS}. */
  static MailboxDepth depth(ResultSet row) throws SQLException {
    return new MailboxDepth(
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
  }

  @Override
  public CompletableFuture<List<MailboxDepth>> checkDepths(Executor executor) {
    return new DepthCheck(calls, database).start(executor);
  }

  /** Gives back what earlier lives left; called before the first message is touched. */
  void cleanUpAfterTheDead() {
    release.everythingOfTheDead();
  }

  /** Leaves in good order: nobody has to find out that this node is gone. */
  void leave() {
    database.transaction(
        "leaving",
        tx ->
            tx.update(
                "update "
                    + database.names().table("node")
                    + " set state = "
                    + NodeEntity.DEAD
                    + ", id_floor = ? where incarnation = ?",
                ids.newest(),
                incarnation));
    release.everythingOfTheDead();
    database.transaction(
        "leaving",
        tx ->
            tx.update(
                "update "
                    + database.names().table("node")
                    + " set state = "
                    + NodeEntity.BURIED
                    + " where incarnation = ?",
                incarnation));
  }
}
