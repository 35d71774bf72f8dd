package org.rowmq.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerConfig;
import org.rowmq.client.ClientNode;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.ProviderVersion;
import org.rowmq.management.service.ClientUsers;
import org.rowmq.management.service.NodeDescription;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreInfo;
import org.rowmq.store.jpa.JpaStore;

/**
 * A running node. Thread-safe. {@link #close()} stops it in order: no new work, then what is under
 * way, then the store; connections must have been closed before.
 */
public final class RowmqRuntime implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RowmqRuntime.class.getName());
  private static final int GROUP_COUNT = 1_000;
  private static final long GROUP_BYTES = 8L << 20;
  private static final long IDLE_THREAD_SECONDS = 10;
  private static final long STOP_SECONDS = 10;

  private final Store store;
  private final Broker broker;
  private final ClientNode clientNode;
  private final ExecutorService workers;
  private final ScheduledThreadPoolExecutor timer;

  private RowmqRuntime(
      Store store,
      Broker broker,
      ClientNode clientNode,
      ExecutorService workers,
      ScheduledThreadPoolExecutor timer) {
    this.store = store;
    this.broker = broker;
    this.clientNode = clientNode;
    this.workers = workers;
    this.timer = timer;
  }

  /**
   * Starts a node on a database of its own.
   *
   * @throws org.rowmq.store.StoreException when the store cannot be opened; nothing is left running
   */
  public static RowmqRuntime start(RowmqConfig config, Authenticator authenticator) {
    StoreConfig.Database database =
        config.jdbcUrl() == null
            ? new StoreConfig.Embedded(config.dataDirectory())
            : new StoreConfig.Jdbc(
                config.jdbcUrl(), config.user(), config.password(), config.maxConnections());
    return start(config, database, () -> false, authenticator);
  }

  /**
   * Starts a node on the application's data source.
   *
   * @param description how the data source is called, for logs
   * @param callerHasTransaction whether the calling thread is in a transaction of the container
   * @throws org.rowmq.store.StoreException when the store cannot be opened; nothing is left running
   */
  public static RowmqRuntime start(
      RowmqConfig config,
      DataSource dataSource,
      String description,
      BooleanSupplier callerHasTransaction,
      Authenticator authenticator) {
    return start(
        config,
        new StoreConfig.Shared(dataSource, description),
        callerHasTransaction,
        authenticator);
  }

  private static RowmqRuntime start(
      RowmqConfig config,
      StoreConfig.Database database,
      BooleanSupplier callerHasTransaction,
      Authenticator authenticator) {
    ThreadFactory threads = new NodeThreads(config.nodeName());
    Store store =
        JpaStore.open(
            new StoreConfig(
                database,
                config.nodeName(),
                config.schema(),
                config.tablePrefix(),
                config.durability(),
                config.nodeTimeout(),
                GROUP_COUNT,
                GROUP_BYTES,
                config.maxWaitingBytes(),
                config.waitTimeout(),
                config.slowCallThreshold(),
                callerHasTransaction,
                threads));
    ExecutorService workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads);
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, threads);
    timer.setRemoveOnCancelPolicy(true);
    try {
      Broker broker =
          new Broker(
              store,
              new BrokerConfig(
                  config.autoCreateDestinations(),
                  config.redelivery(),
                  config.heartbeatInterval(),
                  config.pollInterval(),
                  workers,
                  timer,
                  config.clientUsers(),
                  config.concurrentStoreAndDispatch()));
      NodeDescription.publish(broker, ProviderVersion.FULL);
      ClientNode clientNode =
          new ClientNode(
              broker,
              config.deserializationAllowList(),
              config.clientUsers() ? ofTheTable(broker, authenticator) : authenticator,
              config.setUserId());
      StoreInfo info = store.info();
      LOG.log(
          Level.INFO,
          "RowMQ node {0} is up on {1} at {2}, schema {3}, durability {4}",
          info.nodeName(),
          info.database(),
          info.location(),
          info.schemaVersion(),
          info.durability());
      if (config.deserializationAllowList().isUnrestricted()) {
        LOG.log(
            Level.WARNING,
            "deserializationAllowList is *: any sender of an ObjectMessage can run code in its"
                + " receivers");
      }
      return new RowmqRuntime(store, broker, clientNode, workers, timer);
    } catch (RuntimeException e) {
      timer.shutdownNow();
      workers.shutdownNow();
      store.close();
      throw e;
    }
  }

  /** A user of the table, whom the embedding program accepts as well. */
  private static Authenticator ofTheTable(Broker broker, Authenticator ofTheProgram) {
    ClientUsers users = new ClientUsers(broker);
    return (user, password) ->
        users.accepts(user, password) && ofTheProgram.accepts(user, password);
  }

  public Broker broker() {
    return broker;
  }

  public Store store() {
    return store;
  }

  /** What connections are opened with. */
  public ClientNode clientNode() {
    return clientNode;
  }

  @Override
  public void close() {
    broker.close();
    timer.shutdown();
    workers.shutdown();
    awaitEnd(timer, "timer");
    awaitEnd(workers, "workers");
    String name = store.info().nodeName();
    store.close();
    LOG.log(Level.INFO, "RowMQ node {0} is down", name);
  }

  private static void awaitEnd(ExecutorService executor, String what) {
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "The node''s {0} did not end within {1} s", what, STOP_SECONDS);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Daemon threads, so that a Java SE program can end without closing its factory. */
  private static final class NodeThreads implements ThreadFactory {
    private final ThreadFactory plain = Executors.defaultThreadFactory();
    private final AtomicInteger count = new AtomicInteger();
    private final String prefix;
    private final ClassLoader loader = RowmqRuntime.class.getClassLoader();

    NodeThreads(String nodeName) {
      this.prefix = "rowmq-" + nodeName + "-";
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = plain.newThread(task);
      thread.setName(prefix + count.incrementAndGet());
      thread.setDaemon(true);
      // not the creator's, which may be an application's that is undeployed some day
      thread.setContextClassLoader(loader);
      return thread;
    }
  }
}
