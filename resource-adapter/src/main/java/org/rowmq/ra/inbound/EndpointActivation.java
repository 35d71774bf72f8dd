package org.rowmq.ra.inbound;

import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.Topic;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Subscriptions;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.Domain;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.RowmqMessage;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSyntaxException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.StoreException;

/**
 * One message-driven bean: its destination, and as many sessions as may deliver at the same time.
 * It is made when the bean is deployed, opened when the node is there (which may be later), and
 * stopped once. Thread-safe.
 */
public final class EndpointActivation {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final long RETRY_MILLIS = 2_000;

  /** Ids of those who hold subscriptions: connections count upwards from 1. */
  private static final AtomicLong HOLDER_IDS = new AtomicLong();

  private enum State {
    WAITING,
    OPEN,
    STOPPED
  }

  private final MessageEndpointFactory endpoints;
  private final RowmqActivationSpec spec;
  private final RowmqDestination destination;
  private final Selector selector;
  private final WorkManager workManager;
  private final ScheduledExecutorService timer;
  private final long holderId = HOLDER_IDS.decrementAndGet();

  /** The fields below are guarded by this. */
  private State state = State.WAITING;

  private AdapterNode node;
  private ClientConnection connection;
  private Subscriptions.Opened subscription;
  private final Set<DeliverySession> sessions = new HashSet<>();
  private int granted;
  private boolean refusalLogged;
  private String lastTrouble;

  /**
   * Checks what can be checked before the node is there.
   *
   * @throws ResourceException naming property, value and remedy
   */
  public EndpointActivation(
      MessageEndpointFactory endpoints,
      RowmqActivationSpec spec,
      WorkManager workManager,
      ScheduledExecutorService timer)
      throws ResourceException {
    this.endpoints = endpoints;
    this.spec = spec;
    this.workManager = workManager;
    this.timer = timer;
    this.destination = DestinationLookup.of(spec);
    try {
      this.selector = Selector.parse(spec.getMessageSelector());
    } catch (SelectorSyntaxException e) {
      throw new InvalidPropertyException(
          "messageSelector is \"" + spec.getMessageSelector() + "\": " + e.getMessage(), e);
    }
  }

  public boolean isFor(MessageEndpointFactory factory, RowmqActivationSpec other) {
    return endpoints.equals(factory) && spec == other;
  }

  MessageEndpointFactory endpoints() {
    return endpoints;
  }

  WorkManager workManager() {
    return workManager;
  }

  synchronized AdapterNode node() {
    return node;
  }

  void later(Runnable task, long millis) {
    timer.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  // ---- opening

  /**
   * The node is there: begins to deliver, on a thread of the node's. Tries again if it cannot yet.
   */
  public void open(AdapterNode opened) {
    synchronized (this) {
      if (state != State.WAITING) {
        return;
      }
      node = opened;
    }
    opened.broker().workers().execute(this::tryOpen);
  }

  private void tryOpen() {
    AdapterNode present = node();
    try {
      synchronized (this) {
        if (state != State.WAITING) {
          return;
        }
      }
      TransactionMode mode = mode(present);
      Mailbox mailbox = mailbox(present);
      List<DeliverySession> opened = consume(present, mailbox, mode);
      LOG.info(
          () ->
              this
                  + " is active: "
                  + opened.size()
                  + " sessions on "
                  + destination
                  + ", "
                  + mode
                  + ", "
                  + spec);
    } catch (StoreException | BrokerException | JMSException e) {
      closeSubscription();
      troubled("it cannot be opened", e);
      later(() -> present.broker().workers().execute(this::tryOpen), RETRY_MILLIS);
    } catch (IllegalArgumentException e) {
      closeSubscription();
      LOG.severe(() -> this + " gets no messages: " + e.getMessage());
    }
  }

  private TransactionMode mode(AdapterNode present) {
    TransactionMode wanted = present.mode(spec.getTransactionMode());
    boolean transacted;
    try {
      transacted =
          endpoints.isDeliveryTransacted(
              MessageListener.class.getMethod("onMessage", jakarta.jms.Message.class));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
    // a session of its own in a container's transaction has no one to end it
    return transacted && wanted != TransactionMode.LOCAL ? wanted : TransactionMode.NONE;
  }

  private Mailbox mailbox(AdapterNode present) throws JMSException {
    Broker broker = present.broker();
    boolean shared = spec.isShared();
    String ownClientId = shared ? null : spec.getClientId();
    Domain domain = destination instanceof Topic ? Domain.TOPIC : Domain.QUEUE;
    // checks the credentials, and reserves the client identifier
    ClientConnection opened =
        present.client().connect(spec.getUser(), spec.getPassword(), ownClientId, domain, null);
    synchronized (this) {
      connection = opened;
    }
    DestinationRow row = broker.resolve(destination.kind(), destination.getName());
    if (destination.kind() == DestinationKind.QUEUE) {
      return Mailbox.of(row);
    }
    String name = spec.getSubscriptionName();
    boolean named = name != null && !name.isBlank() && (spec.isDurable() || shared);
    Subscriptions.Request request =
        new Subscriptions.Request(
            row,
            spec.getClientId(),
            named ? name : null,
            spec.isDurable(),
            named && shared,
            false,
            selector.isNone() ? null : selector.text(),
            holderId);
    Subscriptions.Opened held = broker.subscriptions().open(request);
    synchronized (this) {
      subscription = held;
    }
    return held.mailbox();
  }

  private List<DeliverySession> consume(
      AdapterNode present, Mailbox mailbox, TransactionMode mode) {
    Broker broker = present.broker();
    Selector ofConsumer = destination.kind() == DestinationKind.QUEUE ? selector : Selector.NONE;
    List<DeliverySession> opened = new ArrayList<>();
    for (int i = 0; i < spec.sessions(); i++) {
      DeliverySession session = new DeliverySession(this, settlement(present, mode));
      session.attach(broker.consume(mailbox, ofConsumer, session::wake));
      opened.add(session);
    }
    boolean stopped;
    synchronized (this) {
      stopped = state == State.STOPPED;
      if (!stopped) {
        state = State.OPEN;
        lastTrouble = null;
      }
      sessions.addAll(opened);
    }
    for (DeliverySession session : opened) {
      if (stopped) {
        session.close();
      } else {
        // finds what is there already, and registers for what comes
        session.wake();
      }
    }
    return opened;
  }

  private Settlement settlement(AdapterNode present, TransactionMode mode) {
    Broker broker = present.broker();
    return switch (mode) {
      case CONTAINER -> new ContainerSettlement(present, broker.defaultPolicy());
      case XA -> new XaSettlement(present.newXaTransaction());
      case NONE, LOCAL -> new PlainSettlement(broker, broker.defaultPolicy(), spec.isDupsOk());
    };
  }

  // ---- what sessions report

  /** The container gave an endpoint. */
  synchronized void granted() {
    granted++;
  }

  synchronized void released() {
    granted--;
    notifyAll();
  }

  /**
   * The container gave no endpoint.
   *
   * @return whether other sessions have one, so that this one is only more than the container
   *     allows
   */
  synchronized boolean refused(UnavailableException e) {
    boolean others = granted > 0;
    if (others && !refusalLogged) {
      refusalLogged = true;
      LOG.warning(
          this
              + " asked for "
              + spec.sessions()
              + " endpoints and the container gave "
              + granted
              + ": raise the bean's MaxPoolSize or lower maxSession ("
              + e.getMessage()
              + ")");
    }
    return others;
  }

  /** Something that is tried again; said once until something else happens. */
  void troubled(String what, Throwable e) {
    String message =
        this + ": " + what + (e == null ? "" : ": " + e.getMessage()) + "; this is tried again";
    synchronized (this) {
      if (message.equals(lastTrouble)) {
        return;
      }
      lastTrouble = message;
    }
    LOG.warning(message);
  }

  void listenerThrew(RowmqMessage message, Delivery delivery, Throwable thrown) {
    LOG.log(
        Level.FINE,
        thrown,
        () ->
            this
                + ": the listener threw at attempt "
                + (delivery.failureCount() + 1)
                + " of "
                + message.getJMSMessageID());
  }

  /**
   * A message that cannot be decoded is no bean's fault; after the usual attempts it is a dead
   * letter.
   */
  void unreadable(Delivery delivery, CorruptMessageException e) {
    Broker broker = node().broker();
    LOG.log(Level.WARNING, this + ": message " + delivery.id() + " cannot be read", e);
    broker.failed(broker.nextLane(), List.of(delivery), Failure.of(e), broker.defaultPolicy());
  }

  synchronized void finished(DeliverySession session) {
    sessions.remove(session);
    notifyAll();
  }

  // ---- stopping

  /** Ends delivery: nothing new, then waits for what is under way. */
  public void stop(long drainMillis) {
    List<DeliverySession> ending;
    synchronized (this) {
      if (state == State.STOPPED) {
        return;
      }
      state = State.STOPPED;
      ending = List.copyOf(sessions);
    }
    ending.forEach(DeliverySession::close);
    int unfinished = awaitFinished(drainMillis);
    if (unfinished > 0) {
      LOG.warning(
          this
              + ": "
              + unfinished
              + " messages were still being processed after "
              + drainMillis
              + " ms (drainTimeout)");
    }
    closeSubscription();
    LOG.info(() -> this + " is stopped");
  }

  private synchronized int awaitFinished(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    long left = millis;
    while (!sessions.isEmpty() && left > 0 && !interrupted) {
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
    return sessions.size();
  }

  private void closeSubscription() {
    Subscriptions.Opened held;
    ClientConnection used;
    synchronized (this) {
      held = subscription;
      subscription = null;
      used = connection;
      connection = null;
    }
    try {
      if (held != null) {
        node().broker().subscriptions().close(held, holderId);
      }
      if (used != null) {
        used.close();
      }
    } catch (StoreException | BrokerException | JMSException e) {
      LOG.log(Level.WARNING, this + ": its subscription was not closed", e);
    }
  }

  @Override
  public String toString() {
    return "Endpoint " + endpoints.getActivationName();
  }
}
