package org.rowmq.store.jpa;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rowmq.store.StoreConfig;

/**
 * Group commit. Units wait in a queue; the first thread that finds nobody writing becomes the
 * leader and writes all that wait in one transaction; the others sleep until their unit is durable.
 * There is no timer: one lone sender leads at once, and a group is whatever came in while the one
 * before was being written.
 *
 * <p>Where a commit does not force the disk, forcing is a step of its own, and while one group is
 * being forced the next may already be written. Groups are completed in the order of their commits.
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
  }

  /**
   * Committed groups on their way to the disk: one being forced, one behind it. More would be
   * smaller groups.
   */
  private static final int MOST_IN_FLIGHT = 2;

  private static final String UNFORCED =
      "the unit was committed but could not be forced to disk; whether it survives a loss of power is not known";

  private static final class Group {
    final List<Pending> units = new ArrayList<>();
    boolean ended;
  }

  private final StoreConfig config;
  private final IdGenerator ids;
  private final Writer writer;
  private final DiskForce disk;
  private final Budget budget;
  private final int inlineLimit;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Queue<Pending> queue = new ArrayDeque<>();
  private final Queue<Group> inFlight = new ArrayDeque<>();
  private final ReentrantLock completing = new ReentrantLock();
  private boolean writing;
  private boolean stopped;
  private Thread own;

  Lane(
      StoreConfig config,
      IdGenerator ids,
      Writer writer,
      DiskForce disk,
      Budget budget,
      int inlineLimit) {
    this.config = config;
    this.ids = ids;
    this.writer = writer;
    this.disk = disk;
    this.budget = budget;
    this.inlineLimit = inlineLimit;
  }

  /**
   * Puts a unit in the queue; its rows get their ids here, so that their order is that of the
   * queue.
   */
  void enqueue(Pending pending) {
    budget.take(pending.size);
    lock.lock();
    try {
      pending.number(ids, inlineLimit);
      queue.add(pending);
      if (pending.waiter == null) {
        wake(nextLeader());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a unit of this thread is complete, leading when it is this thread's turn. */
  void await(Pending pending) {
    boolean interrupted = false;
    while (!pending.done()) {
      if (!leadOnce()) {
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

  /** Writes a group if there is one and nobody else does; false when there was nothing to do. */
  private boolean leadOnce() {
    Group group = begin();
    if (group == null) {
      return false;
    }
    Throwable failure = write(group);
    LockSupport.unpark(written(group));
    try {
      force(group);
    } finally {
      complete(group);
    }
    report(failure);
    return true;
  }

  /**
   * A unit that the writer left undecided fails. Nothing is thrown from here, not even an error: it
   * would end the thread that leads for those who do not, and leave others waiting for ever.
   */
  private Throwable write(Group group) {
    try {
      writer.write(group.units);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private static void report(Throwable failure) {
    if (failure != null) {
      System.getLogger(Lane.class.getName())
          .log(System.Logger.Level.ERROR, "Writing a group of messages failed", failure);
    }
  }

  private Group begin() {
    lock.lock();
    try {
      if (writing || queue.isEmpty() || inFlight.size() >= MOST_IN_FLIGHT) {
        return null;
      }
      writing = true;
      Group group = new Group();
      long bytes = 0;
      while (!queue.isEmpty() && group.units.size() < config.maxGroupCount()) {
        bytes += queue.peek().size;
        if (bytes > config.maxGroupBytes() && !group.units.isEmpty()) {
          break;
        }
        group.units.add(queue.poll());
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  private Thread written(Group group) {
    lock.lock();
    try {
      writing = false;
      inFlight.add(group);
      return nextLeader();
    } finally {
      lock.unlock();
    }
  }

  private void force(Group group) {
    if (!disk.needed() || group.units.stream().noneMatch(Pending::isWritten)) {
      return;
    }
    Throwable failure;
    try {
      disk.force();
      return;
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
    }
    for (Pending pending : group.units) {
      if (pending.isWritten()) {
        pending.failWithUnknownOutcome(UNFORCED, failure);
      }
    }
  }

  /** Completes this group and those behind it that have ended, in the order they were committed. */
  private void complete(Group group) {
    completing.lock();
    try {
      group.ended = true;
      Group head = endedHead();
      while (head != null) {
        for (Pending pending : head.units) {
          budget.give(pending.size);
          complete(pending);
        }
        head = endedHead();
      }
    } finally {
      completing.unlock();
    }
    Thread next;
    lock.lock();
    try {
      next = nextLeader();
      if (queue.isEmpty() && inFlight.isEmpty() && !writing) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(next);
  }

  /** The others must hear of their end whatever happens to one. */
  private static void complete(Pending pending) {
    try {
      pending.complete();
    } catch (RuntimeException | Error e) {
      report(e);
    }
  }

  private Group endedHead() {
    lock.lock();
    try {
      Group head = inFlight.peek();
      return head != null && head.ended ? inFlight.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Who should lead now: the first that waits itself, else our own thread; null when nobody need.
   */
  private Thread nextLeader() {
    if (writing || queue.isEmpty() || inFlight.size() >= MOST_IN_FLIGHT) {
      return null;
    }
    for (Pending pending : queue) {
      if (pending.waiter != null) {
        return pending.waiter;
      }
    }
    if (own == null) {
      own = config.threads().newThread(this::leadWhileOpen);
      own.start();
    }
    return own;
  }

  private static void wake(Thread thread) {
    LockSupport.unpark(thread);
  }

  private void leadWhileOpen() {
    while (true) {
      if (leadOnce()) {
        continue;
      }
      lock.lock();
      try {
        if (stopped && queue.isEmpty()) {
          return;
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
      while (!queue.isEmpty() || !inFlight.isEmpty() || writing) {
        idle.awaitUninterruptibly();
      }
      stopped = true;
      ending = own;
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      LockSupport.unpark(ending);
      joinUninterruptibly(ending);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
