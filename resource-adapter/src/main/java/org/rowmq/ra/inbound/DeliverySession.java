package org.rowmq.ra.inbound;

import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.StoredMessages;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.RowmqMessage;
import org.rowmq.ra.inbound.Settlement.Outcome;
import org.rowmq.ra.node.ServerThreads;
import org.rowmq.store.StoreException;
import org.rowmq.tracing.Tracing;
import org.rowmq.tracing.Tracing.Span;

/**
 * One transaction at a time to one endpoint. Runs on the server's WorkManager while there are
 * messages, and holds no thread otherwise: when a message is handed over, {@link #wake} asks for
 * one.
 */
final class DeliverySession {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final Method ON_MESSAGE = onMessage();
  private static final int TRANSACTIONS_PER_TURN = 100;
  private static final long RETRY_MILLIS = 1_000;
  private static final long MAX_AWAY_MILLIS = 10_000;
  private static final long REFUSED_RETRY_MILLIS = 30_000;

  private final EndpointActivation activation;
  private final Settlement settlement;
  private final int batchSize;
  private Consumer consumer;
  private MessageEndpoint endpoint;
  private long awayMillis = RETRY_MILLIS;

  /**
   * Calls of {@link #wake} not yet answered by a run that found nothing more; above 0 while a run
   * is due.
   */
  private final AtomicInteger wakes = new AtomicInteger();

  /** What the WorkManager was asked to run and has not begun; null if nothing. */
  private final AtomicReference<Turn> due = new AtomicReference<>();

  private volatile boolean closed;

  DeliverySession(EndpointActivation activation, Settlement settlement) {
    this.activation = activation;
    this.settlement = settlement;
    this.batchSize = settlement.transacted() ? activation.settings().batchSize() : 1;
  }

  void attach(Consumer source) {
    consumer = source;
  }

  private static Method onMessage() {
    try {
      return MessageListener.class.getMethod("onMessage", jakarta.jms.Message.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  // ---- threads

  /** One piece of work for the server. One that was given up for lost does nothing. */
  private final class Turn implements Work {
    private final long askedAt = System.nanoTime();
    private volatile boolean wantedBack;

    @Override
    public void run() {
      if (due.compareAndSet(this, null)) {
        deliverWhatIsThere(this);
      }
    }

    /**
     * The server wants this thread back, and nothing more: WildFly says so after every run. When
     * delivery ends, the endpoint is deactivated.
     */
    @Override
    public void release() {
      wantedBack = true;
    }
  }

  /**
   * There may be something to deliver. Called under the dispatcher's lock, so it only has a task
   * queued.
   */
  void wake() {
    if (wakes.getAndIncrement() == 0) {
      activation.node().broker().workers().execute(this::schedule);
    }
  }

  private void schedule() {
    Turn turn = new Turn();
    due.set(turn);
    ask(turn);
  }

  private void ask(Turn turn) {
    try {
      ServerThreads.schedule(activation.workManager(), turn);
    } catch (WorkException e) {
      LOG.log(Level.FINE, "The WorkManager has no thread now", e);
      if (!due.compareAndSet(turn, null)) {
        return;
      }
      if (closed) {
        finish();
      } else {
        activation.later(this::schedule, RETRY_MILLIS);
      }
    }
  }

  /** Asks anew for a thread that was promised long ago and never came. */
  void watch(long patienceMillis) {
    Turn overdue = due.get();
    if (overdue == null
        || System.nanoTime() - overdue.askedAt < TimeUnit.MILLISECONDS.toNanos(patienceMillis)) {
      return;
    }
    Turn anew = new Turn();
    if (due.compareAndSet(overdue, anew)) {
      LOG.warning(
          () ->
              activation
                  + ": the server's WorkManager has not begun a delivery for "
                  + patienceMillis
                  + " ms; it is asked again");
      ask(anew);
    }
  }

  private void deliverWhatIsThere(Turn turn) {
    int seen = wakes.get();
    int left = TRANSACTIONS_PER_TURN;
    try {
      while (!closed && !turn.wantedBack && left-- > 0) {
        if (!deliverNext()) {
          if (wakes.addAndGet(-seen) == 0) {
            return;
          }
          seen = wakes.get();
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.log(Level.SEVERE, "Delivery to " + activation + " failed unexpectedly and goes on", e);
      pause(RETRY_MILLIS);
      return;
    }
    if (closed) {
      finish();
    } else {
      // others get a turn on the server's threads
      schedule();
    }
  }

  /** Nothing for a while: what was handed over goes to another session. */
  private void pause(long millis) {
    consumer.recall();
    wakes.set(0);
    if (closed) {
      finish();
    } else {
      activation.later(this::wake, millis);
    }
  }

  // ---- one transaction

  /** False when there is nothing to deliver now. */
  private boolean deliverNext() {
    long wait = activation.pacer().millisToWait();
    if (wait > 0) {
      consumer.recall();
      activation.later(this::wake, wait);
      return false;
    }
    List<Delivery> batch;
    try {
      batch = take();
    } catch (StoreException e) {
      activation.troubled("its messages cannot be read", e);
      activation.later(this::wake, RETRY_MILLIS);
      return false;
    }
    if (batch.isEmpty()) {
      return false;
    }
    MessageEndpoint target;
    try {
      target = endpoint();
    } catch (UnavailableException e) {
      batch.forEach(consumer::putBack);
      boolean others = activation.refused(e);
      activation.later(this::wake, others ? REFUSED_RETRY_MILLIS : RETRY_MILLIS);
      return false;
    }
    if (closed) {
      batch.forEach(consumer::putBack);
      return false;
    }
    return deliver(target, batch);
  }

  private List<Delivery> take() {
    List<Delivery> batch = new ArrayList<>(batchSize);
    Delivery delivery = consumer.next();
    if (delivery == null) {
      return batch;
    }
    batch.add(delivery);
    if (activation.record().isSuspect(delivery)) {
      return batch;
    }
    try {
      while (batch.size() < batchSize && (delivery = consumer.poll()) != null) {
        if (activation.record().isSuspect(delivery)) {
          consumer.putBack(delivery);
          return batch;
        }
        batch.add(delivery);
      }
    } catch (StoreException e) {
      LOG.log(Level.FINE, "The batch is delivered as far as it could be read", e);
    }
    return batch;
  }

  private MessageEndpoint endpoint() throws UnavailableException {
    if (endpoint == null) {
      endpoint = activation.endpoints().createEndpoint(settlement.resource());
      activation.granted();
    }
    return endpoint;
  }

  private boolean deliver(MessageEndpoint target, List<Delivery> batch) {
    List<Delivery> left = new ArrayList<>(batch.size());
    List<RowmqMessage> messages = new ArrayList<>(batch.size());
    for (Delivery delivery : batch) {
      try {
        messages.add(decode(delivery));
        left.add(delivery);
      } catch (CorruptMessageException e) {
        activation.unreadable(delivery, e);
      }
    }
    if (messages.isEmpty()) {
      return true;
    }
    try {
      target.beforeDelivery(ON_MESSAGE);
    } catch (NoSuchMethodException | ResourceException | RuntimeException e) {
      return refused(left, "the container refused a delivery", e);
    }
    activation.pacer().began(messages.size());
    List<Delivery> delivered = new ArrayList<>(messages.size());
    Throwable thrown = null;
    try {
      // the container keeps to itself what goes wrong in beforeDelivery; a missing transaction
      // shows it
      for (RowmqMessage message : messages) {
        if (!settlement.join(left.get(0), delivered.isEmpty())) {
          break;
        }
        delivered.add(left.remove(0));
        onMessage(target, message, delivered.get(delivered.size() - 1));
      }
    } catch (Throwable e) { // whatever a listener throws is a failed delivery
      thrown = e;
      if (!delivered.isEmpty()) {
        settlement.thrown(e);
      }
    } finally {
      if (closed && thrown == null && !delivered.isEmpty()) {
        settlement.stopping();
      }
      afterDelivery(target);
    }
    if (delivered.isEmpty()) {
      return refused(left, "the container began no transaction", thrown);
    }
    left.forEach(consumer::putBack);
    return ended(delivered, settlement.end(delivered), thrown);
  }

  private void onMessage(MessageEndpoint target, RowmqMessage message, Delivery delivery) {
    long began = System.nanoTime();
    Span span =
        Tracing.get()
            .process(
                new Tracing.Destination(
                    delivery.destination().name(), delivery.destination().temporary()),
                message.getJMSMessageID(),
                message::text);
    try {
      ((MessageListener) target).onMessage(message);
    } catch (RuntimeException | Error e) {
      span.failed(e);
      throw e;
    } finally {
      span.close();
      activation.node().broker().traffic().processed(delivery, System.nanoTime() - began);
    }
  }

  private boolean refused(List<Delivery> deliveries, String what, Throwable e) {
    deliveries.forEach(consumer::putBack);
    releaseEndpoint();
    activation.troubled(what, e);
    activation.later(this::wake, RETRY_MILLIS);
    return false;
  }

  private boolean ended(List<Delivery> delivered, Outcome outcome, Throwable thrown) {
    if (thrown != null) {
      // a container may discard what threw a system exception
      releaseEndpoint();
    }
    if (outcome == Outcome.SUCCEEDED) {
      awayMillis = RETRY_MILLIS;
      activation.record().succeeded(delivered);
      return true;
    }
    if (!activation.node().broker().answers()) {
      // no message is to blame, and trying at once would only make noise
      activation.troubled("the database does not answer", thrown);
      activation.later(this::wake, awayMillis);
      awayMillis = Math.min(MAX_AWAY_MILLIS, 2 * awayMillis);
      return false;
    }
    awayMillis = RETRY_MILLIS;
    if (outcome == Outcome.FAILED && !(closed && thrown == null)) {
      activation.failed(delivered, thrown);
    }
    return true;
  }

  private void afterDelivery(MessageEndpoint target) {
    try {
      target.afterDelivery();
    } catch (ResourceException | RuntimeException e) {
      // the outcome comes from the transaction, not from here
      LOG.log(Level.FINE, "afterDelivery of " + activation, e);
    }
  }

  private RowmqMessage decode(Delivery delivery) {
    RowmqMessage message =
        RowmqMessage.decode(
            StoredMessages.encoded(delivery.envelope()),
            StoredMessages.headers(delivery.envelope(), delivery.deliveryCount()),
            activation.node().client().decodeContext());
    // the container acknowledges (specification 13.1)
    message.setAcknowledger(() -> {});
    return message;
  }

  // ---- ending

  /** Takes no more messages; what is under way is finished. */
  void close() {
    closed = true;
    consumer.close();
    // if no run is due there is none to notice
    if (wakes.getAndIncrement() == 0) {
      finish();
    }
  }

  private void finish() {
    releaseEndpoint();
    activation.finished(this);
  }

  private void releaseEndpoint() {
    MessageEndpoint present = endpoint;
    endpoint = null;
    if (present != null) {
      activation.released();
      try {
        present.release();
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, "Releasing an endpoint of " + activation, e);
      }
    }
  }
}
