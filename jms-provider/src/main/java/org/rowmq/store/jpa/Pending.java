package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.rowmq.store.Append;
import org.rowmq.store.CommitListener;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * A unit on its way to the database. Somebody waits for it: a thread, or a future. Its rows get
 * their ids when it is put in the queue; the writer sets a failure or none, then {@link #complete}
 * is called once.
 */
final class Pending {
  private static final System.Logger LOG = System.getLogger(Pending.class.getName());

  private static final int MOST_REPETITIONS = 5;

  /** Made beforehand: it is needed when there is no memory left to make one. */
  private static final OutcomeUnknownException UNDECIDED =
      new OutcomeUnknownException(
          "writing was ended by an error of the virtual machine before its outcome was known; see the log",
          null);

  /** Without rows that were accepted before they were written. */
  Unit unit;

  final long size;

  /** The thread that waits and may lead; null when a future waits. */
  final Thread waiter;

  private final CompletableFuture<List<StoredMessage>> future;
  private final CommitListener listener;
  private List<StoredMessage> rows = List.of();

  /** Replaced when there are any: most units have no row with a time. */
  private Set<Long> due = Set.of();

  private StoreException failure;
  private boolean written;
  private boolean rowsMayBeAccepted;
  private volatile long patience;
  private int repetitions;
  private volatile boolean done;

  private Pending(
      Unit unit,
      CommitListener listener,
      Thread waiter,
      CompletableFuture<List<StoredMessage>> future) {
    this.unit = unit;
    this.size = unit.size();
    this.listener = listener;
    this.waiter = waiter;
    this.future = future;
  }

  static Pending ofThread(Unit unit, CommitListener listener) {
    return new Pending(unit, listener, Thread.currentThread(), null);
  }

  static Pending ofFuture(Unit unit, CommitListener listener) {
    return new Pending(unit, listener, null, new CompletableFuture<>());
  }

  /** Gives the rows their ids. Called under the lock that orders the queue. */
  void number(IdGenerator ids, int inlineLimit) {
    if (unit.appends().isEmpty()) {
      return;
    }
    List<StoredMessage> numbered = new ArrayList<>(unit.appends().size());
    for (Append append : unit.appends()) {
      long id = ids.next();
      if (ContentSql.isLarge(append.envelope(), inlineLimit)) {
        id = IdGenerator.rowWithContent(id);
      }
      numbered.add(new StoredMessage(id, append.mailboxId(), append.envelope(), 0, 0));
    }
    rows = List.copyOf(numbered);
  }

  List<StoredMessage> rows() {
    return rows;
  }

  /** How many messages it is about. */
  int messages() {
    return unit.appends().size() + unit.settlements().size();
  }

  /** It is in the queue. Called under the lock that orders the queue. */
  void queued() {
    try {
      long nanos = listener.queued(rows);
      rowsMayBeAccepted = nanos >= 0;
      patience = rowsMayBeAccepted && waiter != null ? nanos : 0;
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a commit listener failed; the unit is written all the same", e);
    }
  }

  /** Whether a row of it need not be written if it is accepted first. */
  boolean mayBeAccepted() {
    return rowsMayBeAccepted;
  }

  /**
   * What is left without a row.
   *
   * @param removed that row
   */
  record Rest(StoredMessage removed, List<StoredMessage> rows, Unit unit) {}

  /** What is left without a row that was accepted. Called under the lock that orders the queue. */
  Rest without(long id) {
    int index = 0;
    while (rows.get(index).id() != id) {
      index++;
    }
    return new Rest(
        rows.get(index), without(rows, index), unit.withAppends(without(unit.appends(), index)));
  }

  /** Only this is left to write. Called under the lock that orders the queue. */
  void become(Rest rest) {
    rows = rest.rows();
    unit = rest.unit();
  }

  private static <T> List<T> without(List<T> list, int index) {
    List<T> rest = new ArrayList<>(list);
    rest.remove(index);
    return List.copyOf(rest);
  }

  /** That row was accepted; nobody has been told yet. */
  void tellAccepted(StoredMessage row) {
    try {
      listener.accepted(row);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a commit listener failed; the row was accepted all the same", e);
    }
  }

  /** How long its thread waits for that before it leads, nanoseconds; 0 when it does not. */
  long patience() {
    return patience;
  }

  /** Its thread has waited long enough, and leads when it can. */
  void endPatience() {
    patience = 0;
  }

  /** The only row that it accepts, when it does nothing else; else null. */
  Settlement.Accepted onlyAccepts() {
    boolean only =
        unit.settlements().size() == 1
            && unit.appends().isEmpty()
            && unit.attempts().isEmpty()
            && unit.audits().isEmpty();
    return only && unit.settlements().get(0) instanceof Settlement.Accepted accepted
        ? accepted
        : null;
  }

  CompletableFuture<List<StoredMessage>> future() {
    return future;
  }

  /** It is written now, perhaps once more. */
  void begun() {
    due = Set.of();
  }

  /** The delivery time of a row has come, so it was written as available. */
  void isDue(long id) {
    if (due.isEmpty()) {
      due = new HashSet<>();
    }
    due.add(id);
  }

  /** Of the rows with a delivery time, those that are available. */
  Set<Long> due() {
    return due;
  }

  void fail(StoreException why) {
    failure = why;
    written = false;
  }

  /** It is committed. Without this, or a failure, it ends as one of unknown outcome. */
  void written() {
    failure = null;
    written = true;
  }

  /** It was committed and is not there any more. */
  void lost() {
    written = false;
  }

  /** Counts a repetition; true when there were too many. */
  boolean repeated() {
    return ++repetitions > MOST_REPETITIONS;
  }

  boolean failed() {
    return failure != null;
  }

  boolean isWritten() {
    return written;
  }

  /** The same failure for each unit of a group, with its own rows. */
  void failWithUnknownOutcome(String why, Throwable cause) {
    written = false;
    fail(new OutcomeUnknownException(why, rows, cause));
  }

  boolean done() {
    return done;
  }

  /** Tells everybody how it ended. */
  void complete() {
    if (failure == null && !written) {
      failure = UNDECIDED;
    }
    try {
      if (failure == null) {
        tell();
      }
    } finally {
      end();
    }
  }

  private void tell() {
    try {
      listener.durable(rows, due);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a commit listener failed; the unit is durable all the same", e);
    }
  }

  private void end() {
    done = true;
    if (waiter != null) {
      LockSupport.unpark(waiter);
    } else if (failure != null) {
      future.completeExceptionally(failure);
    } else {
      future.complete(rows);
    }
  }

  /** The rows of a completed unit, or its failure thrown on the waiting thread. */
  List<StoredMessage> result() {
    if (failure == UNDECIDED || (failure == null && !written)) {
      throw new OutcomeUnknownException(UNDECIDED.getMessage(), rows, null);
    }
    if (failure != null) {
      throw Failures.onThisThread(failure);
    }
    return rows;
  }
}
