package org.rowmq.ra.inbound;

import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.StoredMessages;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.RowmqMessage;
import org.rowmq.store.StoreException;

/**
 * One message at a time to one endpoint. Runs on the server's WorkManager while there are messages,
 * and holds no thread otherwise: when a message is handed over, {@link #wake} asks for one.
 */
final class DeliverySession implements Work {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final Method ON_MESSAGE = onMessage();
  private static final int MESSAGES_PER_TURN = 100;
  private static final long RETRY_MILLIS = 1_000;
  private static final long REFUSED_RETRY_MILLIS = 30_000;

  private final EndpointActivation activation;
  private final Settlement settlement;
  private Consumer consumer;
  private MessageEndpoint endpoint;

  /**
   * Calls of {@link #wake} not yet answered by a run that found nothing more; above 0 while a run
   * is due.
   */
  private final AtomicInteger wakes = new AtomicInteger();

  private volatile boolean closed;

  DeliverySession(EndpointActivation activation, Settlement settlement) {
    this.activation = activation;
    this.settlement = settlement;
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
    try {
      activation.workManager().scheduleWork(this);
    } catch (WorkException e) {
      LOG.log(Level.FINE, "The WorkManager has no thread now", e);
      if (closed) {
        finish();
      } else {
        activation.later(this::schedule, RETRY_MILLIS);
      }
    }
  }

  @Override
  public void run() {
    int seen = wakes.get();
    int left = MESSAGES_PER_TURN;
    try {
      while (!closed && left-- > 0) {
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

  /** False when there is nothing to deliver now. */
  private boolean deliverNext() {
    Delivery delivery;
    try {
      delivery = consumer.next();
    } catch (StoreException e) {
      activation.troubled("its messages cannot be read", e);
      activation.later(this::wake, RETRY_MILLIS);
      return false;
    }
    if (delivery == null) {
      return false;
    }
    MessageEndpoint target;
    try {
      target = endpoint();
    } catch (UnavailableException e) {
      consumer.putBack(delivery);
      boolean others = activation.refused(e);
      activation.later(this::wake, others ? REFUSED_RETRY_MILLIS : RETRY_MILLIS);
      return false;
    }
    if (closed) {
      consumer.putBack(delivery);
      return false;
    }
    return deliver(target, delivery);
  }

  private MessageEndpoint endpoint() throws UnavailableException {
    if (endpoint == null) {
      endpoint = activation.endpoints().createEndpoint(settlement.resource());
      activation.granted();
    }
    return endpoint;
  }

  private boolean deliver(MessageEndpoint target, Delivery delivery) {
    RowmqMessage message;
    try {
      message = decode(delivery);
    } catch (CorruptMessageException e) {
      activation.unreadable(delivery, e);
      return true;
    }
    try {
      target.beforeDelivery(ON_MESSAGE);
    } catch (NoSuchMethodException | ResourceException | RuntimeException e) {
      consumer.putBack(delivery);
      releaseEndpoint();
      activation.troubled("the container refused a delivery", e);
      activation.later(this::wake, RETRY_MILLIS);
      return false;
    }
    boolean joined = false;
    Throwable thrown = null;
    try {
      // the container keeps to itself what goes wrong in beforeDelivery; a missing transaction
      // shows it
      joined = settlement.join(delivery);
      if (joined) {
        ((MessageListener) target).onMessage(message);
      }
    } catch (Throwable e) { // whatever a listener throws is a failed delivery
      thrown = e;
      settlement.thrown(e);
    } finally {
      afterDelivery(target);
    }
    if (!joined) {
      consumer.putBack(delivery);
      releaseEndpoint();
      activation.troubled("the container began no transaction", thrown);
      activation.later(this::wake, RETRY_MILLIS);
      return false;
    }
    settlement.end(delivery);
    if (thrown != null) {
      activation.listenerThrew(message, delivery, thrown);
      // a container may discard what threw a system exception
      releaseEndpoint();
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

  /** The server wants its thread back. */
  @Override
  public void release() {
    closed = true;
  }
}
