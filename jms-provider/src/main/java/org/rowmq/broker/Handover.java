package org.rowmq.broker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.rowmq.broker.Router.Routed;
import org.rowmq.store.CommitListener;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * A message on its way to the table, sent alone and in no transaction. A consumer that waits, or
 * the next that comes, gets it while it waits to be written; when it is acknowledged before writing
 * has begun, it is not written at all (decision 062). Its sender is told when it is stored or has
 * been acknowledged, whichever comes first.
 *
 * <table>
 * <caption>States, and what then happens to a delivery made early</caption>
 * <tr><th>state</th><th>entered when</th><th>acknowledged</th><th>failed, or given back</th></tr>
 * <tr><td>WAITING</td><td>at first</td><td>withdrawn, or deleted after it is
 *     written</td><td>when it is stored</td></tr>
 * <tr><td>STORED</td><td>written, or withdrawn</td><td>as any other</td><td>as any
 *     other</td></tr>
 * <tr><td>DOUBTFUL</td><td>nobody knows whether it was written</td><td>deleted, if it is
 *     there</td><td>read again, if it is there</td></tr>
 * <tr><td>NEVER</td><td>it could not be written</td><td>nothing to do</td><td>it is gone</td></tr>
 * </table>
 *
 * <p>The state changes once, under the dispatcher's lock.
 */
final class Handover implements CommitListener {
  /** What has become of the row. */
  enum State {
    WAITING,
    STORED,
    DOUBTFUL,
    NEVER
  }

  private final Broker broker;
  private final Routed routed;
  private final Dispatcher dispatcher;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile State state = State.WAITING;
  private Delivery delivery;
  private volatile long givenAt;

  Handover(Broker broker, Routed routed, Dispatcher dispatcher) {
    this.broker = broker;
    this.routed = routed;
    this.dispatcher = dispatcher;
  }

  State state() {
    return state;
  }

  /** The lane it waits in: what is to come after it must be in the same. */
  int lane() {
    return routed.unit().lane();
  }

  /** Whether a consumer got it before it was written. */
  boolean wasEarly() {
    return delivery != null;
  }

  @Override
  public long queued(List<StoredMessage> rows) {
    delivery = dispatcher.offer(rows.get(0), this);
    return delivery == null ? STAYS : dispatcher.patience();
  }

  @Override
  public void durable(List<StoredMessage> rows) {
    if (delivery == null) {
      broker.completed(routed, rows);
    } else {
      broker.completedEarly(routed, delivery);
      end(State.STORED);
    }
  }

  /** It was not written, or nobody knows; returns what its sender is to be told. */
  StoreException failed(StoreException e) {
    if (delivery == null) {
      return e;
    }
    if (e instanceof OutcomeUnknownException) {
      end(State.DOUBTFUL);
      return e;
    }
    end(State.NEVER);
    return new OutcomeUnknownException(
        "The message could not be stored, but a consumer had got it already, once and for all: "
            + e.getMessage(),
        e);
  }

  private void end(State now) {
    dispatcher.ended(delivery, () -> state = now);
    ended.complete(null);
  }

  /** A consumer gets it now. */
  void given() {
    givenAt = System.nanoTime();
  }

  /** Runs a task when the state is no longer WAITING. */
  void whenEnded(Runnable task, Executor executor) {
    ended.thenRunAsync(task, executor);
  }

  /** Waits until the state is no longer WAITING. */
  void await() {
    ended.join();
  }

  /** Its consumer has acknowledged it: the dispatcher learns how long that takes. */
  void acknowledged() {
    dispatcher.learn(System.nanoTime() - givenAt);
  }
}
