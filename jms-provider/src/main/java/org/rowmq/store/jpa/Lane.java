package org.rowmq.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;

/**
 * Group commit. Units wait in a queue; the first thread that finds nobody writing becomes the
 * leader and writes all that wait in one transaction; the others sleep until their unit is durable.
 * One lone sender leads at once, and a group is whatever came in while the one before was being
 * written.
 *
 * <p>A row that a consumer has already got is taken out again when it is acknowledged before
 * writing has begun: nothing of the two is written. The sender of a unit that adds only such rows
 * may have the patience to wait for that, see {@link org.rowmq.store.CommitListener#queued}; nobody
 * else waits for him: decision 062.
 *
 * <p>One group is under way at a time, from its first statement until everybody who waited for it
 * has been told. Who was told comes back with the next unit while the others are still being told,
 * and the next leader waits a few turns for those who were in the groups before, so that groups are
 * as large as they can be: decisions 061 and 065.
 *
 * <p>When nobody who waits may lead (units handed over without waiting, or by threads inside a
 * transaction of the container), a thread of the lane's own does. It is started when first needed
 * and sleeps when idle.
 */
final class Lane {
  /**
   * Writes a group in one transaction, or its units one by one; sets the failures of those that
   * failed.
   */
  @FunctionalInterface
  interface Writer {
    void write(List<Pending> group);

    /**
     * Units that were written could not be forced to disk: sets their failures, unless they are on
     * disk all the same.
     */
    default void unforced(List<Pending> units, Throwable failure) {
      units.forEach(unit -> unit.failWithUnknownOutcome(UNFORCED, failure));
    }
  }

  static final String UNFORCED =
      "the unit was committed but could not be forced to disk; whether it survives a loss of power is not known";

  /**
   * How many turns a leader waits for those who are expected, with another processor for them to
   * run on: some 30 microseconds.
   */
  private static final int TURNS = Runtime.getRuntime().availableProcessors() > 1 ? 3_000 : 0;

  /** What is said of the way to the disk. */
  static final String FORCING = "waiting for the disk";

  /** How long who leads waits when he could not. */
  private static final long RETRY_NANOS = 1_000_000;

  private final StoreConfig config;
  private final IdGenerator ids;
  private final Writer writer;
  private final DiskForce disk;
  private final Budget budget;
  private final StoreMeters meters;
  private final int inlineLimit;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  /** Linked: an ArrayDeque loses all it has when there is no memory for it to grow. */
  private final Queue<Pending> queue = new LinkedList<>();

  /** Units of the queue by those of their rows that need not be written if accepted before. */
  private final Map<Long, Pending> unwritten = new HashMap<>();

  /** Whether a group is under way. */
  private boolean busy;

  /** How many units the next group is likely to have; 1 when a lone sender sends. */
  private int expected;

  /** How many units are in the queue. */
  private volatile int waiting;

  /** Who has been woken to lead and has not begun, or null. */
  private Thread woken;

  private boolean stopped;
  private Thread own;

  Lane(
      StoreConfig config,
      IdGenerator ids,
      Writer writer,
      DiskForce disk,
      Budget budget,
      StoreMeters meters,
      int inlineLimit) {
    this.config = config;
    this.ids = ids;
    this.writer = writer;
    this.disk = disk;
    this.budget = budget;
    this.meters = meters;
    this.inlineLimit = inlineLimit;
  }

  /**
   * Puts a unit in the queue; its rows get their ids here, so that their order is that of the
   * queue.
   */
  void enqueue(Pending pending) {
    budget.take(pending.size);
    boolean entered = false;
    Accepted accepted;
    Locks.lockInAnyCase(lock);
    try {
      accepted = acceptWaiting(pending);
      if (accepted == null) {
        add(pending);
      }
      entered = true;
      // also when the one who was woken to lead has just been relieved of it
      if (accepted == null ? pending.waiter == null : accepted.relieves(woken)) {
        wake(nextLeader());
      }
    } finally {
      lock.unlock();
      if (!entered) {
        budget.give(pending.size);
      }
    }
    if (accepted != null) {
      accepted.unit().tellAccepted(accepted.row());
      completeUnwritten(pending);
      if (accepted.last()) {
        completeUnwritten(accepted.unit());
      }
    }
  }

  private void add(Pending pending) {
    pending.number(ids, inlineLimit);
    queue.add(pending);
    waiting = queue.size();
    pending.queued();
    if (pending.mayBeAccepted()) {
      expectAcceptance(pending);
    }
  }

  private void expectAcceptance(Pending pending) {
    try {
      pending.rows().forEach(row -> unwritten.put(row.id(), pending));
    } catch (OutOfMemoryError e) {
      // it is in the queue, and written before it is accepted, like any other
      report(e);
    }
  }

  /**
   * A row that was accepted while it waited to be written.
   *
   * @param last whether nothing is left to write of the unit that was to add it
   */
  private record Accepted(Pending unit, StoredMessage row, boolean last) {
    boolean relieves(Thread leader) {
      return last && unit.waiter == leader;
    }
  }

  /** Takes the row that this accepts out of the queue; null when it does not wait there. */
  private Accepted acceptWaiting(Pending accepting) {
    Settlement.Accepted settlement = unwritten.isEmpty() ? null : accepting.onlyAccepts();
    Pending found = settlement == null ? null : unwritten.get(settlement.id());
    if (found == null) {
      return null;
    }
    // all that takes memory comes before the first change
    Pending.Rest rest = found.without(settlement.id());
    boolean last = rest.unit().isEmpty();
    Accepted accepted = new Accepted(found, rest.removed(), last);
    unwritten.remove(settlement.id());
    found.become(rest);
    if (last) {
      queue.remove(found);
      waiting = queue.size();
      if (queue.isEmpty() && !busy) {
        idle.signalAll();
      }
    }
    return accepted;
  }

  private void completeUnwritten(Pending pending) {
    pending.written();
    budget.give(pending.size);
    complete(pending);
  }

  /** Waits until a unit of this thread is complete, leading when it is this thread's turn. */
  void await(Pending pending) {
    boolean interrupted = false;
    while (!pending.done()) {
      if (pending.patience() > 0 && waitPatiently(pending)) {
        continue;
      }
      if (!lead()) {
        if (pending.done()) {
          break;
        }
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for a group that is under way to end, or else as long as there is patience; false when
   * that is over.
   */
  private boolean waitPatiently(Pending pending) {
    if (isBusy()) {
      // being told of its end may have been used up by waiting for the lock
      if (!pending.done()) {
        LockSupport.park(this);
      }
      return !Thread.currentThread().isInterrupted();
    }
    LockSupport.parkNanos(this, pending.patience());
    pending.endPatience();
    return false;
  }

  private boolean isBusy() {
    lock.lock();
    try {
      return busy;
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #leadOnce}. When memory is short that may fail anywhere. Who leads must not leave:
   * his unit may be in the queue still, and others wait for him.
   */
  private boolean lead() {
    try {
      return leadOnce();
    } catch (RuntimeException | Error e) {
      report(e);
      LockSupport.parkNanos(this, RETRY_NANOS);
      return true;
    }
  }

  /** Writes a group if there is one and nobody else does; false when there was nothing to do. */
  private boolean leadOnce() {
    List<Pending> group = begin();
    if (group.isEmpty()) {
      return false;
    }
    try {
      long opening = disk.openings();
      long began = System.nanoTime();
      Throwable failure = write(group);
      long took = System.nanoTime() - began;
      try {
        force(group, opening);
      } finally {
        complete(group);
      }
      meters.groupUnits.record(group.size());
      meters.writes.record(took);
      if (meters.slowCalls.isSlow(took)) {
        rememberSlow(GroupWriter.TRIED, group, took, group.stream().anyMatch(Pending::failed));
      }
      report(failure);
    } finally {
      end();
    }
    return true;
  }

  /**
   * A unit that the writer left undecided fails. Nothing is thrown from here, not even an error: it
   * would end the thread that leads for those who do not, and leave others waiting for ever.
   */
  private Throwable write(List<Pending> group) {
    try {
      writer.write(group);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private void rememberSlow(String what, List<Pending> group, long took, boolean failed) {
    int messages = group.stream().mapToInt(Pending::messages).sum();
    long bytes = group.stream().mapToLong(pending -> pending.size).sum();
    meters.slowCalls.remember(what, took, messages, bytes, failed);
  }

  private static void report(Throwable failure) {
    if (failure == null) {
      return;
    }
    try {
      System.getLogger(Lane.class.getName())
          .log(System.Logger.Level.ERROR, "Writing a group of messages failed", failure);
    } catch (RuntimeException | Error e) {
      // no memory to say so: those who wait for the group matter more
      failure.addSuppressed(e);
    }
  }

  private List<Pending> begin() {
    int likely;
    lock.lock();
    try {
      if (busy || queue.isEmpty()) {
        return List.of();
      }
      busy = true;
      likely = expected;
      woken = null;
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < TURNS && waiting < likely; i++) {
      Thread.onSpinWait();
    }
    List<Pending> group = List.of();
    Locks.lockInAnyCase(lock);
    try {
      group = new ArrayList<>(Math.min(queue.size(), config.maxGroupCount()));
      take(group);
    } catch (OutOfMemoryError e) {
      // what was taken is written, and the others stay in the queue
      if (group.isEmpty()) {
        throw e;
      }
    } finally {
      busy = !group.isEmpty();
      waiting = queue.size();
      if (busy) {
        expect(group.size());
      } else if (queue.isEmpty()) {
        // all were accepted meanwhile
        idle.signalAll();
      }
      lock.unlock();
    }
    return group;
  }

  private void take(List<Pending> group) {
    long bytes = 0;
    while (!queue.isEmpty() && group.size() < config.maxGroupCount()) {
      Pending next = queue.peek();
      bytes += next.size;
      if (bytes > config.maxGroupBytes() && !group.isEmpty()) {
        return;
      }
      if (next.mayBeAccepted()) {
        next.rows().forEach(row -> unwritten.remove(row.id()));
      }
      // the group has room: nothing can fail between the two
      group.add(next);
      queue.remove();
    }
  }

  /** Grows at once, and shrinks by half of what was missing. */
  private void expect(int units) {
    expected = units >= expected ? units : expected - (expected - units + 1) / 2;
  }

  private void force(List<Pending> group, long opening) {
    if (!disk.needed() || group.stream().noneMatch(Pending::isWritten)) {
      return;
    }
    long began = System.nanoTime();
    boolean failed = true;
    try {
      disk.force(opening);
      meters.forces.record(System.nanoTime() - began);
      failed = false;
    } catch (SQLException | RuntimeException | Error e) {
      unforced(group, e);
    } finally {
      long took = System.nanoTime() - began;
      if (meters.slowCalls.isSlow(took)) {
        rememberSlow(FORCING, group, took, failed);
      }
    }
  }

  private void unforced(List<Pending> group, Throwable failure) {
    List<Pending> units = group.stream().filter(Pending::isWritten).toList();
    try {
      writer.unforced(units, failure);
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
      units.forEach(unit -> unit.failWithUnknownOutcome(UNFORCED, failure));
    }
  }

  private void complete(List<Pending> group) {
    long bytes = 0;
    for (Pending pending : group) {
      bytes += pending.size;
    }
    budget.give(bytes);
    for (Pending pending : group) {
      complete(pending);
    }
  }

  private void end() {
    Thread next;
    Locks.lockInAnyCase(lock);
    try {
      busy = false;
      next = nextLeader();
      if (queue.isEmpty()) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
    wake(next);
  }

  /** The others must hear of their end whatever happens to one. */
  private static void complete(Pending pending) {
    try {
      pending.complete();
    } catch (RuntimeException | Error e) {
      report(e);
    }
  }

  /**
   * Who should lead now: the first that waits itself, else our own thread; null when nobody need.
   * When all have patience, the first of them is woken, whose patience begins now.
   */
  private Thread nextLeader() {
    woken = busy || queue.isEmpty() ? null : findLeader();
    return woken;
  }

  private Thread findLeader() {
    Thread patient = null;
    boolean alone = false;
    for (Pending pending : queue) {
      if (pending.waiter == null) {
        alone = true;
      } else if (pending.patience() <= 0) {
        return pending.waiter;
      } else if (patient == null) {
        patient = pending.waiter;
      }
    }
    if (!alone) {
      return patient;
    }
    if (own == null) {
      try {
        Thread thread = config.threads().newThread(this::leadWhileOpen);
        thread.start();
        own = thread;
      } catch (OutOfMemoryError e) {
        // the next one who comes tries again
        report(e);
      }
    }
    return own;
  }

  private static void wake(Thread thread) {
    LockSupport.unpark(thread);
  }

  private void leadWhileOpen() {
    while (true) {
      if (lead()) {
        continue;
      }
      lock.lock();
      try {
        if (stopped && queue.isEmpty()) {
          return;
        }
        if (!busy && !queue.isEmpty()) {
          // being woken may have been used up by waiting for the lock
          continue;
        }
      } finally {
        lock.unlock();
      }
      LockSupport.park(this);
      if (Thread.interrupted()) {
        System.getLogger(Lane.class.getName())
            .log(System.Logger.Level.DEBUG, "the writer was interrupted and goes on");
      }
    }
  }

  /**
   * Waits for everything in the queue, then ends the lane's own thread. Nothing may be put in the
   * queue any more.
   */
  void close() {
    Thread ending;
    lock.lock();
    try {
      while (!queue.isEmpty() || busy) {
        idle.awaitUninterruptibly();
      }
      stopped = true;
      ending = own;
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      LockSupport.unpark(ending);
      Threads.join(ending);
    }
  }
}
