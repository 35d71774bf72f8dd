package org.rowmq.ra.inbound;

import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.Topic;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Client;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Subscriptions;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.Domain;
import org.rowmq.management.EndpointView;
import org.rowmq.management.service.ManagedEndpoint;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.ra.ActivationNames;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSyntaxException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.StoreException;

/**
 * One message-driven bean: its destination, and as many sessions as may deliver at the same time.
 * It is made when the bean is deployed, opened when the node is there (which may be later), paused
 * and resumed, and stopped once. Thread-safe.
 */
public final class EndpointActivation implements ManagedEndpoint {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final long RETRY_MILLIS = 2_000;

  /** Ids of those who hold subscriptions: connections count upwards from 1. */
  private static final AtomicLong HOLDER_IDS = new AtomicLong();

  private enum State {
    /** For the node, or for its subscription; then OPEN or PAUSED. */
    WAITING,
    OPEN,
    /** Somebody, or a row of failures, has paused it; then OPEN. */
    PAUSED,
    /** For ever. */
    STOPPED
  }

  private final MessageEndpointFactory endpoints;
  private final RowmqActivationSpec spec;
  private final RowmqDestination destination;
  private final Selector selector;
  private final EndpointSurroundings surroundings;
  private final SessionGroup sessions = new SessionGroup();
  private final long holderId = HOLDER_IDS.decrementAndGet();

  /** Written once, before there are sessions; these ask for them under the dispatcher's lock. */
  private volatile AdapterNode node;

  private volatile DeliverySettings settings;
  private volatile DeliveryRecord record;
  private volatile RatePacer pacer;

  /** The fields below are guarded by this. */
  private State state = State.WAITING;

  private ClientConnection connection;
  private Subscriptions.Opened subscription;
  private Mailbox mailbox;
  private TransactionMode mode;
  private ScheduledFuture<?> watching;
  private String pauseReason;
  private String lastTrouble;

  /**
   * Checks what can be checked before the node is there.
   *
   * @throws ResourceException naming property, value and remedy
   */
  public EndpointActivation(
      MessageEndpointFactory endpoints, RowmqActivationSpec spec, EndpointSurroundings surroundings)
      throws ResourceException {
    this.endpoints = endpoints;
    this.spec = spec;
    this.surroundings = surroundings;
    this.destination = DestinationLookup.of(spec, endpoints.getEndpointClass());
    try {
      this.selector = Selector.parse(spec.getMessageSelector());
    } catch (SelectorSyntaxException e) {
      throw new InvalidPropertyException(
          "messageSelector is \"" + spec.getMessageSelector() + "\": " + e.getMessage(), e);
    }
    sayWhatHasNoEffect();
  }

  private void sayWhatHasNoEffect() {
    if (!spec.ignoredProperties().isEmpty()) {
      LOG.info(
          () ->
              this
                  + " carries properties of other providers that are not needed here: "
                  + String.join(", ", new TreeSet<>(spec.ignoredProperties())));
    }
    Class<?> bean = endpoints.getEndpointClass();
    if (bean != null) {
      ActivationNames.problems(bean).forEach(problem -> LOG.warning(() -> this + ": " + problem));
    }
  }

  public boolean isFor(MessageEndpointFactory factory, RowmqActivationSpec other) {
    return endpoints.equals(factory) && spec == other;
  }

  MessageEndpointFactory endpoints() {
    return endpoints;
  }

  WorkManager workManager() {
    return surroundings.workManager();
  }

  DeliverySettings settings() {
    return settings;
  }

  DeliveryRecord record() {
    return record;
  }

  RatePacer pacer() {
    return pacer;
  }

  AdapterNode node() {
    return node;
  }

  void later(Runnable task, long millis) {
    try {
      surroundings.timer().schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The adapter is being stopped", e);
    }
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
        mode = mode(present);
        settings =
            DeliverySettings.of(
                spec,
                present.broker().policies().standard().redelivery(),
                surroundings.pauseAfterFailures());
        record = new DeliveryRecord(settings.pauseAfterFailures());
        pacer = new RatePacer(settings.rateLimit(), System::nanoTime);
      }
      Mailbox opened = mailbox(present);
      if (opened(opened)) {
        closeSubscription();
        return;
      }
      if (Boolean.FALSE.equals(spec.getAutoStart())) {
        pause("autoStart is false");
      } else {
        consume();
        String name = subscriptionName(present);
        LOG.info(
            () ->
                this
                    + " is active on "
                    + destination
                    + (name == null ? "" : ", subscription " + name)
                    + ", "
                    + mode
                    + ", "
                    + spec);
      }
    } catch (StoreException | BrokerException | JMSException e) {
      closeSubscription();
      troubled("it cannot be opened", e);
      later(() -> present.broker().workers().execute(this::tryOpen), RETRY_MILLIS);
    } catch (IllegalArgumentException e) {
      closeSubscription();
      LOG.severe(() -> this + " gets no messages: " + e.getMessage());
    }
  }

  /** True when it has been stopped meanwhile. */
  private synchronized boolean opened(Mailbox source) {
    if (state == State.STOPPED) {
      return true;
    }
    mailbox = source;
    state = State.OPEN;
    lastTrouble = null;
    watching =
        surroundings
            .timer()
            .scheduleWithFixedDelay(
                this::watch,
                surroundings.watchMillis(),
                surroundings.watchMillis(),
                TimeUnit.MILLISECONDS);
    return false;
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
    opened.require(DestinationRight.CONSUME, destination);
    DestinationRow row = broker.resolve(destination.kind(), destination.getName());
    if (destination.kind() == DestinationKind.QUEUE) {
      return Mailbox.of(row);
    }
    String name = subscriptionName(present);
    Subscriptions.Request request =
        new Subscriptions.Request(
            row,
            spec.getClientId(),
            name,
            spec.isDurable(),
            name != null && shared,
            !shared && Boolean.TRUE.equals(spec.getNoLocal()),
            selector.isNone() ? null : selector.text(),
            holderId);
    Subscriptions.Opened held = broker.subscriptions().open(request);
    synchronized (this) {
      subscription = held;
    }
    return held.mailbox();
  }

  private String subscriptionName(AdapterNode present) {
    String given = spec.getSubscriptionName();
    if (given != null && !given.isBlank()) {
      return spec.isDurable() || spec.isShared() ? given : null;
    }
    return spec.isDurable()
        ? SubscriptionNames.standard(
            spec,
            endpoints.getEndpointClass(),
            endpoints.getActivationName(),
            destination.getName(),
            present.broker().store().info().nodeName())
        : null;
  }

  private void consume() {
    AdapterNode present = node();
    Broker broker = present.broker();
    Selector ofConsumer = destination.kind() == DestinationKind.QUEUE ? selector : Selector.NONE;
    List<DeliverySession> opened = new ArrayList<>();
    Mailbox source;
    synchronized (this) {
      source = mailbox;
    }
    for (int i = 0; i < spec.sessions(); i++) {
      DeliverySession session = new DeliverySession(this, settlement(present));
      session.attach(broker.consume(source, ofConsumer, session::wake, Client.bean(name())));
      opened.add(session);
    }
    sessions.add(opened);
    boolean wanted;
    synchronized (this) {
      wanted = state == State.OPEN;
    }
    // finds what is there already, and registers for what comes
    opened.forEach(wanted ? DeliverySession::wake : DeliverySession::close);
  }

  private Settlement settlement(AdapterNode present) {
    Broker broker = present.broker();
    TransactionMode chosen;
    synchronized (this) {
      chosen = mode;
    }
    return switch (chosen) {
      case CONTAINER -> new ContainerSettlement(present, settings.redelivery());
      case XA ->
          new XaSettlement(present.newXaTransaction(settings.redelivery()), present.registry());
      case NONE, LOCAL -> new PlainSettlement(broker, settings.redelivery(), spec.isDupsOk());
    };
  }

  /** Nothing should be forgotten; if something was, it is found here. */
  private void watch() {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
    }
    sessions.all().forEach(session -> session.watch(3 * surroundings.watchMillis()));
    DeliverySession one = sessions.nextInTurn();
    if (one != null) {
      one.wake();
    }
  }

  // ---- pausing

  /**
   * Ends delivery until {@link #resume}: what is under way is finished, the rest goes to others.
   */
  @Override
  public void pause(String why) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.PAUSED;
      pauseReason = why;
    }
    sessions.all().forEach(DeliverySession::close);
    LOG.info(() -> this + " is paused: " + why);
  }

  @Override
  public void resume() {
    synchronized (this) {
      if (state != State.PAUSED) {
        return;
      }
      state = State.OPEN;
      pauseReason = null;
      record.resumed();
    }
    consume();
    LOG.info(() -> this + " is resumed");
  }

  @Override
  public synchronized EndpointView view() {
    boolean known = record != null;
    return new EndpointView(
        null, // management knows
        true,
        name(),
        destination.kind(),
        destination.getName(),
        subscription == null ? null : subscription.row().name(),
        selector.isNone() ? null : selector.text(),
        state.name(),
        state == State.WAITING ? lastTrouble : pauseReason,
        spec.sessions(),
        sessions.grantedNow(),
        mode == null ? null : mode.name(),
        spec.messagesPerTransaction(),
        known ? record.delivered() : 0,
        known ? record.failures() : 0,
        known ? record.lastFailure() : null);
  }

  // ---- what sessions report

  /** The container gave an endpoint. */
  void granted() {
    sessions.granted();
  }

  void released() {
    sessions.released();
  }

  /**
   * The container gave no endpoint.
   *
   * @return whether other sessions have one, so that this one is only more than the container
   *     allows
   */
  boolean refused(UnavailableException e) {
    if (sessions.firstRefusal()) {
      LOG.warning(
          this
              + ": the container granted "
              + sessions.grantedNow()
              + " of "
              + spec.sessions()
              + " sessions, and it works with these: raise the bean's MaxPoolSize or lower"
              + " maxSession ("
              + e.getMessage()
              + ")");
    }
    return sessions.grantedNow() > 0;
  }

  /** A transaction was rolled back, or a listener without one threw. */
  void failed(List<Delivery> deliveries, Throwable thrown) {
    String what = thrown == null ? "transaction rolled back" : thrown.toString();
    LOG.log(
        Level.FINE,
        thrown,
        () -> this + ": delivery of " + deliveries.size() + " messages failed: " + what);
    if (record().failed(deliveries, what)) {
      pauseAfterFailures(what);
    }
  }

  private void pauseAfterFailures(String what) {
    int limit = settings().pauseAfterFailures();
    pause(limit + " different messages failed in a row, the last with: " + what);
    LOG.warning(
        () ->
            this
                + " is paused because "
                + limit
                + " different messages in a row failed (pauseAfterFailures), the last with: "
                + what
                + ". Its messages are kept. When the cause is mended, resume it with POST"
                + " <console>/api/v1/endpoints/resume?name="
                + URLEncoder.encode(name(), StandardCharsets.UTF_8)
                + ", or deploy the application again");
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

  /**
   * A message that cannot be decoded is no bean's fault; after the usual attempts it is a dead
   * letter.
   */
  void unreadable(Delivery delivery, CorruptMessageException e) {
    Broker broker = node().broker();
    LOG.log(Level.WARNING, this + ": message " + delivery.id() + " cannot be read", e);
    broker.failed(broker.nextLane(), List.of(delivery), Failure.of(e), settings().redelivery());
  }

  void finished(DeliverySession session) {
    sessions.finished(session);
  }

  // ---- stopping

  /** Ends delivery: nothing new, then waits for what is under way. */
  public void stop(long drainMillis) {
    if (beginStop()) {
      endStop(drainMillis);
    }
  }

  /** No more deliveries begin, and what nobody works on is others'; false when stopped before. */
  public boolean beginStop() {
    synchronized (this) {
      if (state == State.STOPPED) {
        return false;
      }
      state = State.STOPPED;
      if (watching != null) {
        watching.cancel(false);
      }
    }
    sessions.all().forEach(DeliverySession::close);
    return true;
  }

  /** Waits for the deliveries under way. */
  public void endStop(long drainMillis) {
    int underWay = sessions.all().size();
    if (underWay > 0) {
      LOG.info(
          () ->
              this
                  + " is being stopped, and waits "
                  + drainMillis
                  + " ms at most (drainTimeout) for "
                  + underWay
                  + " sessions that are at work");
    }
    int unfinished = sessions.awaitFinished(drainMillis);
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

  /**
   * The activation's name, with the bean's where it is not in it: WildFly names the listener only.
   */
  private String name() {
    String activation = endpoints.getActivationName();
    Class<?> bean = endpoints.getEndpointClass();
    return bean == null || activation.contains(bean.getSimpleName())
        ? activation
        : activation + " " + bean.getName();
  }

  @Override
  public String toString() {
    return "Endpoint " + name();
  }
}
