package org.rowmq.ra.engine;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;
import org.rowmq.client.Domain;
import org.rowmq.ra.AdapterConfiguration;
import org.rowmq.ra.AdapterEngine;
import org.rowmq.ra.AdapterSetting;
import org.rowmq.ra.ConnectionRequest;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.RowmqManagedConnectionFactory;
import org.rowmq.ra.RowmqQueueManagedConnectionFactory;
import org.rowmq.ra.RowmqTopicManagedConnectionFactory;
import org.rowmq.ra.inbound.EndpointActivation;
import org.rowmq.ra.inbound.EndpointSurroundings;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.ra.outbound.ConnectionHandle;
import org.rowmq.ra.outbound.PhysicalConnection;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSyntaxException;
import org.rowmq.store.Store;
import org.rowmq.store.StoreException;

/** The adapter proper: brings node, connections and endpoints together. */
public final class RowmqEngine implements AdapterEngine {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final long UNDECIDED_SECONDS = 60;

  private static final long WATCH_MILLIS = 10_000;

  private final List<EndpointActivation> activations = new CopyOnWriteArrayList<>();
  private ScheduledThreadPoolExecutor timer;
  private NodeOpener opener;
  private PayaraRecovery recovery;
  private MicroDefaults defaults;
  private long drainMillis;
  private EndpointSurroundings surroundings;

  /** For {@link AdapterEngine#CLASS_NAME}. */
  public RowmqEngine() {}

  @Override
  public void start(AdapterConfiguration configuration, BootstrapContext bootstrap)
      throws ResourceException {
    drainMillis = configuration.number(AdapterSetting.DRAIN_TIMEOUT);
    recovery = new PayaraRecovery(bootstrap.getClass().getClassLoader());
    opener =
        NodeOpener.of(configuration, bootstrap, this::nodeIsOpen, () -> List.copyOf(activations));
    timer = new ScheduledThreadPoolExecutor(1, RowmqEngine::timerThread);
    timer.setRemoveOnCancelPolicy(true);
    surroundings =
        new EndpointSurroundings(
            bootstrap.getWorkManager(),
            timer,
            (int) configuration.number(AdapterSetting.PAUSE_AFTER_FAILURES),
            WATCH_MILLIS);
    opener.start(timer);
    defaults = new MicroDefaults(bootstrap.getClass().getClassLoader());
    if (configuration.text(AdapterSetting.DEFAULT_PROVIDER).equals("auto")) {
      defaults.offer();
    }
  }

  private static Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "rowmq-adapter-timer");
    thread.setDaemon(true);
    thread.setContextClassLoader(RowmqEngine.class.getClassLoader());
    return thread;
  }

  private void nodeIsOpen(AdapterNode node) {
    long opened = node.broker().now();
    // before a transaction begins: the first may begin recovery
    if (recovery.offer(node.newXaTransaction())) {
      onWorker(node, this::beginRecovery);
    }
    timer.schedule(
        () -> onWorker(node, open -> tellOfUndecided(open, opened)),
        UNDECIDED_SECONDS,
        TimeUnit.SECONDS);
    activations.forEach(activation -> activation.open(node));
  }

  private static void onWorker(AdapterNode node, Consumer<AdapterNode> task) {
    node.broker().workers().execute(() -> task.accept(node));
  }

  private void beginRecovery(AdapterNode node) {
    if (!recovery.begin() && opener.node() == node) {
      timer.schedule(() -> onWorker(node, this::beginRecovery), 1, TimeUnit.SECONDS);
    }
  }

  /** A branch holds messages back until a transaction manager decides. */
  private void tellOfUndecided(AdapterNode node, long opened) {
    if (opener.node() != node) {
      return;
    }
    Store store = node.broker().store();
    try {
      long undecided =
          store.branches().prepared().stream()
              .filter(branch -> branch.nodeName().equals(store.info().nodeName()))
              .filter(branch -> branch.preparedAt() < opened)
              .count();
      if (undecided > 0) {
        LOG.warning(
            undecided
                + " transactions that this server had prepared when it ended are still undecided, and hold their messages"
                + " back: let the server's transaction manager recover (docs/transactions.md says how)");
      }
    } catch (StoreException e) {
      LOG.log(Level.FINE, "Prepared branches cannot be listed now", e);
    }
  }

  @Override
  public void stop() {
    // all at once, so that the time-outs of many endpoints do not add up
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainMillis);
    List<EndpointActivation> ending =
        activations.stream().filter(EndpointActivation::beginStop).toList();
    for (EndpointActivation activation : ending) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      activation.endStop(Math.max(0, left));
    }
    activations.clear();
    recovery.withdraw();
    defaults.withdraw();
    opener.stop();
    timer.shutdownNow();
  }

  private AdapterNode node() throws ResourceException {
    AdapterNode node = opener.node();
    if (node == null) {
      throw new ResourceAllocationException(opener.problem());
    }
    return node;
  }

  // ---- outbound

  @Override
  public ManagedConnection connect(RowmqManagedConnectionFactory factory, ConnectionRequest request)
      throws ResourceException {
    AdapterNode node = node();
    TransactionMode mode;
    try {
      mode = node.mode(factory.getTransactionMode());
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException(e.getMessage(), e);
    }
    return new PhysicalConnection(node, mode, domain(factory), request);
  }

  private static Domain domain(RowmqManagedConnectionFactory factory) {
    if (factory instanceof RowmqQueueManagedConnectionFactory) {
      return Domain.QUEUE;
    }
    return factory instanceof RowmqTopicManagedConnectionFactory ? Domain.TOPIC : Domain.COMMON;
  }

  @Override
  public ManagedConnection match(Set<?> candidates, ConnectionRequest request) {
    AdapterNode node = opener.node();
    for (Object candidate : candidates) {
      if (candidate instanceof PhysicalConnection connection && connection.serves(node, request)) {
        return connection;
      }
    }
    return null;
  }

  @Override
  public Set<Object> invalid(Set<?> candidates) {
    AdapterNode node = opener.node();
    Set<Object> invalid = new HashSet<>();
    for (Object candidate : candidates) {
      if (!(candidate instanceof PhysicalConnection connection) || !connection.isUsable(node)) {
        invalid.add(candidate);
      }
    }
    return invalid;
  }

  @Override
  public JMSContext context(Connection handle, int sessionMode) {
    return ((ConnectionHandle) handle).context(sessionMode);
  }

  // ---- inbound

  @Override
  public void activate(MessageEndpointFactory endpoints, RowmqActivationSpec spec)
      throws ResourceException {
    EndpointActivation activation = new EndpointActivation(endpoints, spec, surroundings);
    activations.add(activation);
    AdapterNode node = opener.node();
    if (node != null) {
      activation.open(node);
    }
  }

  @Override
  public void deactivate(MessageEndpointFactory endpoints, RowmqActivationSpec spec) {
    for (EndpointActivation activation : activations) {
      if (activation.isFor(endpoints, spec)) {
        activations.remove(activation);
        activation.stop(drainMillis);
      }
    }
  }

  @Override
  public XAResource[] recoveryResources() throws ResourceException {
    return new XAResource[] {node().newXaTransaction()};
  }

  @Override
  public void checkSelector(String selector) {
    try {
      Selector.parse(selector);
    } catch (SelectorSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
