package org.rowmq.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How one copy of a message came to a consumer before it was stored, and what becomes of its row:
 * see {@link EarlySend} and decision 062.
 *
 * <table>
 * <caption>States, and what then happens to a delivery made early</caption>
 * <tr><th>state</th><th>entered when</th><th>acknowledged</th><th>failed, or given back</th></tr>
 * <tr><td>WAITING</td><td>at first</td><td>never written, or deleted after it
 *     is</td><td>when it is stored</td></tr>
 * <tr><td>STORED</td><td>written, or acknowledged before</td><td>as any other</td><td>as any
 *     other</td></tr>
 * <tr><td>DOUBTFUL</td><td>nobody knows whether it was written</td><td>deleted, if it is
 *     there</td><td>read again, if it is there</td></tr>
 * <tr><td>NEVER</td><td>it could not be written</td><td>nothing to do</td><td>it is gone</td></tr>
 * </table>
 *
 * <p>The state changes once, under the dispatcher's lock.
 */
final class Handover {
  /** What has become of the row. */
  enum State {
    WAITING,
    STORED,
    DOUBTFUL,
    NEVER
  }

  private final Dispatcher dispatcher;
  private final int lane;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile State state = State.WAITING;

  Handover(Dispatcher dispatcher, int lane) {
    this.dispatcher = dispatcher;
    this.lane = lane;
  }

  State state() {
    return state;
  }

  /** The lane it waits in: what is to come after it must be in the same. */
  int lane() {
    return lane;
  }

  /** What has become of it is known. */
  void end(Delivery delivery, State now) {
    dispatcher.early().ended(delivery, () -> state = now);
    ended.complete(null);
  }

  /** Runs a task when the state is no longer WAITING. */
  void whenEnded(Runnable task, Executor executor) {
    ended.thenRunAsync(task, executor);
  }

  /** Waits until the state is no longer WAITING. */
  void await() {
    ended.join();
  }
}
