package org.rowmq.ra.engine;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.management.ManagementRegistry;
import org.rowmq.management.service.ManagedEndpoint;
import org.rowmq.management.service.Warnings;
import org.rowmq.ra.AdapterConfiguration;
import org.rowmq.ra.AdapterSetting;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.ra.node.Jndi;
import org.rowmq.ra.node.ServerThreads;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.StoreException;
import org.rowmq.transaction.ContainerTransaction;

/**
 * Opens the node, as often as it takes: a database that is away, or a data directory that an ending
 * process still uses, must not keep a server from starting. Attempts run on the server's
 * WorkManager, because JNDI works there. Thread-safe.
 */
final class NodeOpener {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final long STOP_SECONDS = 20;

  private final RowmqConfig nodeConfig;
  private final AdapterConfiguration configuration;
  private final BootstrapContext context;
  private final TransactionSynchronizationRegistry registry;
  private final Consumer<AdapterNode> whenOpen;
  private final Supplier<List<? extends ManagedEndpoint>> endpoints;
  private final Warnings warnings;
  private final CountDownLatch firstAttempt = new CountDownLatch(1);
  private ScheduledExecutorService timer;

  /** The fields below are guarded by this. */
  private RowmqRuntime runtime;

  private AdapterNode node;
  private NodeManagement management;
  private boolean attempting;
  private boolean stopped;
  private int failures;
  private String problem = "RowMQ's node is being started; try again in a moment";

  private NodeOpener(
      RowmqConfig nodeConfig,
      AdapterConfiguration configuration,
      BootstrapContext context,
      Consumer<AdapterNode> whenOpen,
      Supplier<List<? extends ManagedEndpoint>> endpoints) {
    this.nodeConfig = nodeConfig;
    this.configuration = configuration;
    this.context = context;
    this.registry = context.getTransactionSynchronizationRegistry();
    this.whenOpen = whenOpen;
    this.endpoints = endpoints;
    this.warnings = new Warnings(Secrets.of(configuration)::hide);
  }

  /**
   * Checks the configuration.
   *
   * @throws InvalidPropertyException when no attempt could succeed with it
   */
  static NodeOpener of(
      AdapterConfiguration configuration,
      BootstrapContext context,
      Consumer<AdapterNode> whenOpen,
      Supplier<List<? extends ManagedEndpoint>> endpoints)
      throws ResourceException {
    Map<String, String> ofTheNode = configuration.explicit();
    ofTheNode.keySet().retainAll(RowmqConfig.SETTINGS.keySet());
    try {
      return new NodeOpener(RowmqConfig.of(ofTheNode), configuration, context, whenOpen, endpoints);
    } catch (ConfigurationException e) {
      throw new InvalidPropertyException(e.getMessage(), e);
    }
  }

  /** Makes the first attempt, and waits for it as long as {@code startTimeout} says. */
  void start(ScheduledExecutorService retryTimer) {
    timer = retryTimer;
    warnings.listen();
    schedule();
    try {
      if (!firstAttempt.await(
          configuration.number(AdapterSetting.START_TIMEOUT), TimeUnit.MILLISECONDS)) {
        failed("its database has not answered within startTimeout", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void schedule() {
    try {
      ServerThreads.schedule(context.getWorkManager(), new Attempt());
    } catch (WorkException e) {
      failed("the server's WorkManager gave no thread", e);
      retry();
    }
  }

  private final class Attempt implements Work {
    @Override
    public void run() {
      Thread thread = Thread.currentThread();
      ClassLoader ofTheServer = thread.getContextClassLoader();
      try {
        attempt();
      } finally {
        thread.setContextClassLoader(ofTheServer);
        firstAttempt.countDown();
      }
    }

    @Override
    public void release() {}
  }

  private void attempt() {
    synchronized (this) {
      if (stopped || node != null) {
        return;
      }
      attempting = true;
    }
    try {
      ServerThreads.initializeH2();
      DataSource dataSource = lookUpDataSource();
      if (dataSource != null) {
        ServerThreads.initialize(dataSource);
        if (hasFailed()) {
          BrokenConnections.discard(dataSource);
        }
      }
      Thread.currentThread().setContextClassLoader(NodeOpener.class.getClassLoader());
      DataSource evicting = dataSource == null ? null : EvictingDataSource.of(dataSource);
      opened(open(evicting), evicting);
    } catch (NamingException e) {
      failed(
          configuration.origin(AdapterSetting.DATA_SOURCE_LOOKUP)
              + " is \""
              + dataSourceName()
              + "\", which JNDI does not know ("
              + e.getMessage()
              + "): define the data source, or correct the name",
          null);
      retry();
    } catch (StoreException e) {
      failed(e.getMessage(), e);
      retry();
    } catch (RuntimeException | LinkageError e) {
      failed("unexpectedly, " + e, e);
      retry();
    } finally {
      synchronized (this) {
        attempting = false;
        notifyAll();
      }
    }
  }

  private String dataSourceName() {
    return configuration.text(AdapterSetting.DATA_SOURCE_LOOKUP);
  }

  private DataSource lookUpDataSource() throws NamingException {
    if (!configuration.has(AdapterSetting.DATA_SOURCE_LOOKUP)) {
      return null;
    }
    Object found = Jndi.lookUp(dataSourceName());
    if (found instanceof DataSource dataSource) {
      return dataSource;
    }
    throw new NamingException(
        "it is a " + found.getClass().getName() + ", not a javax.sql.DataSource");
  }

  /**
   * The data source to write through while a transaction is being completed. Payara enlists a
   * connection in the transaction of the component that asks for it, and by then the component's
   * invocation is over: the connection would commit by itself. Under {@code __pm} Payara has the
   * same pool for persistence managers, whose connections join the thread's transaction.
   */
  private DataSource enlisting(DataSource plain) {
    String name = dataSourceName();
    try {
      return Jndi.lookUp(name + "__pm") instanceof DataSource found
          ? EvictingDataSource.of(found)
          : plain;
    } catch (NamingException e) {
      LOG.log(Level.FINE, "Not Payara: " + name + " is used as it is", e);
      return plain;
    }
  }

  private RowmqRuntime open(DataSource dataSource) {
    if (dataSource == null) {
      return RowmqRuntime.start(nodeConfig, Authenticator.TRUST);
    }
    return RowmqRuntime.start(
        nodeConfig,
        dataSource,
        "data source " + dataSourceName(),
        () -> registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION,
        Authenticator.TRUST);
  }

  private void opened(RowmqRuntime started, DataSource dataSource) {
    ContainerTransaction container =
        dataSource == null
            ? null
            : new ContainerTransaction(registry, enlisting(dataSource), started.broker());
    TransactionMode automatic = container == null ? TransactionMode.XA : TransactionMode.CONTAINER;
    TransactionMode mode =
        TransactionMode.of(configuration.text(AdapterSetting.TRANSACTION_MODE), automatic);
    AdapterNode opened = new AdapterNode(started.clientNode(), registry, container, mode);
    boolean tooLate;
    synchronized (this) {
      tooLate = stopped;
      if (!tooLate) {
        runtime = started;
        node = opened;
      }
    }
    if (tooLate) {
      started.close();
      return;
    }
    ManagementRegistry.report(null);
    NodeManagement managed =
        NodeManagement.of(
            started.broker(),
            configuration,
            context.getClass().getClassLoader(),
            endpoints,
            warnings);
    synchronized (this) {
      management = managed;
    }
    LOG.info(() -> "RowMQ's adapter is ready. " + explained(mode));
    whenOpen.accept(opened);
  }

  /** What the transaction mode is, why, and what that means. */
  private String explained(TransactionMode mode) {
    boolean chosen = "auto".equals(configuration.text(AdapterSetting.TRANSACTION_MODE));
    String why =
        !chosen
            ? ""
            : mode == TransactionMode.CONTAINER
                ? ", chosen by auto because dataSourceLookup is " + dataSourceName()
                : ", chosen by auto because the adapter has a database of its own";
    String meaning =
        switch (mode) {
          case CONTAINER ->
              "messages commit with the rows of "
                  + dataSourceName()
                  + ", no further resource takes part";
          case XA -> "the adapter takes part as an XA resource";
          case LOCAL ->
              "each session has a transaction that the server begins and ends; endpoints have none";
          case NONE ->
              "sends and acknowledgements take effect at once, whatever becomes of the transaction";
        };
    return "transactionMode is " + mode.name().toLowerCase(Locale.ROOT) + why + ": " + meaning;
  }

  private void failed(String why, Throwable cause) {
    String message = "RowMQ has no node yet: " + why;
    boolean isNew;
    synchronized (this) {
      if (node != null || stopped) {
        LOG.log(Level.WARNING, "RowMQ's node is there or stopped, and then: " + why, cause);
        return;
      }
      isNew = !message.equals(problem);
      problem = message;
      failures++;
    }
    if (isNew) {
      LOG.log(
          Level.SEVERE, message + ". This is tried again until it succeeds", withoutNoise(cause));
    }
    ManagementRegistry.report(message);
  }

  /** A store's message says everything; its stack trace is for whoever asks. */
  private static Throwable withoutNoise(Throwable cause) {
    return cause instanceof StoreException && !LOG.isLoggable(Level.FINE) ? null : cause;
  }

  private synchronized boolean hasFailed() {
    return failures > 0;
  }

  private void retry() {
    long first = configuration.number(AdapterSetting.RECONNECT_INTERVAL);
    long most = configuration.number(AdapterSetting.MAX_RECONNECT_INTERVAL);
    long interval;
    synchronized (this) {
      if (stopped) {
        return;
      }
      interval = Math.min(most, first << Math.min(failures - 1, 10));
    }
    // jitter, so that servers that lost one database do not come back all at once
    long jittered = Math.round(interval * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()));
    timer.schedule(this::schedule, jittered, TimeUnit.MILLISECONDS);
  }

  /** The open node, or null. */
  synchronized AdapterNode node() {
    return node;
  }

  /** Why there is no node. */
  synchronized String problem() {
    return problem;
  }

  /** Ends attempts, and closes the node. */
  void stop() {
    RowmqRuntime open;
    NodeManagement managed;
    synchronized (this) {
      stopped = true;
      node = null;
      awaitAttempt();
      managed = management;
      management = null;
      open = runtime;
      runtime = null;
      problem = "RowMQ's adapter is stopped";
    }
    if (managed != null) {
      managed.close();
    }
    if (open != null) {
      open.close();
    }
    warnings.close();
  }

  /** An attempt that is under way closes what it opens. */
  private void awaitAttempt() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    boolean interrupted = false;
    long left = STOP_SECONDS * 1_000;
    while (attempting && left > 0 && !interrupted) {
      try {
        TimeUnit.MILLISECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
