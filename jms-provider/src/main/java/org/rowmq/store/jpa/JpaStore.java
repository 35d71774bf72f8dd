package org.rowmq.store.jpa;

import java.util.ArrayList;
import java.util.List;
import org.rowmq.store.AccessStore;
import org.rowmq.store.AdministrationStore;
import org.rowmq.store.BranchStore;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.DeadLetterStore;
import org.rowmq.store.HistoryStore;
import org.rowmq.store.MessageStore;
import org.rowmq.store.NodeStore;
import org.rowmq.store.SettingStore;
import org.rowmq.store.SlowCall;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreInfo;
import org.rowmq.store.StoreStatistics;
import org.rowmq.store.TableSizes;

/** The store of this package, put together. */
public final class JpaStore implements Store {
  private final DatabaseOpener opener;
  private final Calls calls;
  private final List<Lane> lanes = new ArrayList<>();
  private final StoreInfo info;
  private final IdGenerator ids;
  private final JpaMessages messages;
  private final JpaCatalog catalog;
  private final JpaNodes nodes;
  private final JpaBranches branches;
  private final JpaDeadLetters deadLetters;
  private final JpaAdministration administration;
  private final AccessStore access;
  private final SettingStore settings;
  private final HistoryStore history;
  private final StoreMeters meters;
  private final Budget budget;
  private final SizeSql sizes;

  /**
   * Opens a store: creates or updates the tables, registers the node, and gives back what its
   * earlier life held.
   *
   * @throws org.rowmq.store.ConfigurationException when a setting is wrong
   * @throws org.rowmq.store.StoreUnavailableException when the database cannot be reached
   */
  public static Store open(StoreConfig config) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(JpaStore.class.getClassLoader());
    try {
      DatabaseOpener opener = DatabaseOpener.open(config);
      try {
        return new JpaStore(config, opener);
      } catch (RuntimeException | Error e) {
        opener.close();
        throw e;
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private JpaStore(StoreConfig config, DatabaseOpener opener) {
    this.opener = opener;
    Database database = opener.database();
    this.meters = new StoreMeters(database.slowCalls());
    Durably durably = new Durably(database, opener.disk());
    DatabaseClock clock = new DatabaseClock(database);
    Membership.Joined me = new Membership(database, config, clock).join();
    this.ids = new IdGenerator(me.number(), me.idFloor());
    this.calls =
        new Calls(config, database.exclusive() || database.dialect().interruptible(), meters);
    UnitSql units = new UnitSql(database, me.incarnation(), clock::now, ids);
    Liveness liveness = new Liveness();
    this.budget = new Budget(config.maxWaitingBytes(), config.waitTimeout());
    List<GroupWriter> writers = new ArrayList<>();
    int lanesWanted = database.exclusive() ? 1 : database.dialect().lanes();
    for (int i = 0; i < lanesWanted; i++) {
      CommitMarker marker = new CommitMarker(database.names(), me.incarnation(), i);
      CommitOutcome outcome =
          new CommitOutcome(
              database,
              me.incarnation(),
              marker,
              liveness,
              config.waitTimeout(),
              config.nodeTimeout());
      GroupWriter writer =
          new GroupWriter(database, units, outcome, marker, liveness, clock::now, opener.disk());
      writers.add(writer);
      lanes.add(
          new Lane(
              config, ids, writer, opener.groupDisk(), budget, meters, ContentSql.INLINE_LIMIT));
    }
    this.messages =
        new JpaMessages(calls, durably, lanes, writers.get(0), ids, me.incarnation(), clock::now);
    this.catalog =
        new JpaCatalog(calls, durably, ids, me.incarnation(), clock, config.nodeTimeout());
    this.nodes = new JpaNodes(calls, database, config, clock, ids, me.incarnation(), liveness);
    this.deadLetters = new JpaDeadLetters(calls, durably.database());
    this.branches =
        new JpaBranches(calls, durably, ids, units, clock, config.nodeName(), me.incarnation());
    this.administration = new JpaAdministration(calls, durably);
    this.access = new JpaAccess(calls, durably);
    this.settings = new JpaSettings(calls, durably);
    this.history = new JpaHistory(calls, database);
    this.sizes = new SizeSql(database);
    nodes.cleanUpAfterTheDead();
    this.info =
        new StoreInfo(
            opener.product(),
            database.location(),
            database.exclusive(),
            opener.schemaVersion(),
            config.durability(),
            me.incarnation(),
            config.nodeName());
  }

  @Override
  public StoreInfo info() {
    return info;
  }

  @Override
  public MessageStore messages() {
    return messages;
  }

  @Override
  public CatalogStore catalog() {
    return catalog;
  }

  @Override
  public NodeStore nodes() {
    return nodes;
  }

  @Override
  public DeadLetterStore deadLetters() {
    return deadLetters;
  }

  @Override
  public BranchStore branches() {
    return branches;
  }

  @Override
  public AdministrationStore administration() {
    return administration;
  }

  @Override
  public AccessStore access() {
    return access;
  }

  @Override
  public SettingStore settings() {
    return settings;
  }

  @Override
  public HistoryStore history() {
    return history;
  }

  @Override
  public StoreStatistics statistics() {
    return meters.read(budget, opener.database().dataSource());
  }

  @Override
  public List<SlowCall> slowCalls() {
    return meters.slowCalls.latest();
  }

  @Override
  public TableSizes sizes() {
    return calls.call(
        () -> opener.database().reading("reading the sizes of the tables", sizes::read));
  }

  @Override
  public long nextId() {
    return ids.next();
  }

  @Override
  public void close() {
    if (!calls.stop()) {
      return;
    }
    calls.close();
    lanes.forEach(Lane::close);
    try {
      nodes.leave();
    } catch (RuntimeException e) {
      System.getLogger(JpaStore.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "the node could not sign off; others will find it gone after the node time-out",
              e);
    }
    opener.close();
  }
}
