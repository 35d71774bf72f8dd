package org.rowmq.broker;

import java.util.concurrent.TimeUnit;

/**
 * One consumer of a mailbox. A thread asks with {@link #take}; a listener is driven by {@link
 * #next} and the callback given to {@link Broker#consume}. Thread-safe, but made for one asking
 * thread at a time.
 */
public final class Consumer {
  private final Dispatcher dispatcher;
  private final Reader reader;
  private final Runnable onHandOver;
  private final Client client;
  private final long openedAt;

  /** Guarded by the dispatcher's lock. */
  Delivery slot;

  /** Guarded by the dispatcher's lock. */
  boolean waiting;

  /** Guarded by the dispatcher's lock. */
  boolean closed;

  /** Guarded by this. */
  private boolean signalled;

  private volatile boolean early;
  private volatile long lastAt;

  /** Written before {@link #lastAt}, and to be read after it. */
  private long lastMessage;

  Consumer(
      Dispatcher dispatcher, Reader reader, Runnable onHandOver, Client client, long openedAt) {
    this.dispatcher = dispatcher;
    this.reader = reader;
    this.onHandOver = onHandOver;
    this.client = client;
    this.openedAt = openedAt;
  }

  Client client() {
    return client;
  }

  long openedAt() {
    return openedAt;
  }

  /** When it was last given a message, database clock; 0 for never. */
  long lastAt() {
    return lastAt;
  }

  /** The number behind the JMSMessageID of the last message it was given; 0 for none. */
  long lastMessage() {
    return lastAt == 0 ? 0 : lastMessage;
  }

  Reader reader() {
    return reader;
  }

  /**
   * Says that it acknowledges each message by itself, at once and in no transaction: it may then
   * get messages before they are stored.
   */
  public Consumer acknowledgingAtOnce() {
    early = true;
    return this;
  }

  boolean mayGetEarly() {
    return early;
  }

  /** The mailbox consumed from. */
  public long mailboxId() {
    return dispatcher.mailboxId();
  }

  /**
   * The next message; when there is none, null, and the callback will run once one has been handed
   * over (then call this again).
   *
   * @throws org.rowmq.store.StoreException when the store had to be read and cannot be
   */
  public Delivery next() {
    return counted(dispatcher.next(this, true));
  }

  /** The next message, or null; the callback will not run. */
  public Delivery poll() {
    return counted(dispatcher.next(this, false));
  }

  /**
   * The next message, waiting for it; null after {@code nanos} or when {@link #interrupt} was
   * called meanwhile.
   *
   * @throws InterruptedException when the thread was interrupted; no message is lost
   */
  public Delivery take(long nanos) throws InterruptedException {
    Delivery delivery = dispatcher.next(this, true);
    if (delivery != null) {
      return counted(delivery);
    }
    long deadline = System.nanoTime() + nanos;
    try {
      synchronized (this) {
        for (long left = nanos; !signalled && left > 0; left = deadline - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        // not before waiting: a signal given in between, e.g. by close, must not be lost
        signalled = false;
      }
    } catch (InterruptedException e) {
      dispatcher.putBack(dispatcher.stopWaiting(this));
      throw e;
    }
    return counted(dispatcher.stopWaiting(this));
  }

  private Delivery counted(Delivery delivery) {
    if (delivery != null) {
      if (delivery.givenAt() == 0) {
        delivery.given();
      }
      lastMessage = delivery.envelope().messageId();
      lastAt = dispatcher.delivered(delivery);
    }
    return delivery;
  }

  /**
   * Takes back what has been handed over and not yet been asked for; the callback will not run
   * before {@link #next} has been called again.
   */
  public void recall() {
    dispatcher.putBack(dispatcher.stopWaiting(this));
  }

  /** Makes a waiting {@link #take} return early. */
  public void interrupt() {
    signal();
  }

  /**
   * Gives a message back in its old place, as if it had not been looked at.
   *
   * @param delivery one of this consumer's, not seen by the application
   */
  public void putBack(Delivery delivery) {
    dispatcher.putBack(delivery);
  }

  /**
   * Ends consuming: buffered messages go to others. Messages already taken stay with their session.
   */
  public void close() {
    dispatcher.close(this);
  }

  /** Gives it a message that it waits for. Under the dispatcher's lock. */
  void hand(Delivery delivery) {
    waiting = false;
    slot = delivery;
    if (onHandOver != null) {
      onHandOver.run();
    } else {
      signal();
    }
  }

  private synchronized void signal() {
    signalled = true;
    notifyAll();
  }
}
