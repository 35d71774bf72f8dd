package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.MessageStore.RowKey;
import org.rowmq.store.StoreException;

/**
 * The node's periodic work: heartbeat and kept counters, dead nodes, messages that become due or
 * expire, old dead letters, bodies no row refers to, and a look at the table for what other nodes
 * did. A failing database stops none of it.
 */
final class Sweeper {
  private static final Logger LOG = System.getLogger(Sweeper.class.getName());
  private static final String POLL = "poll";
  private static final int BATCH = 500;
  private static final long FULL_LOOK_MILLIS = 30_000;
  private static final long SLOW_BEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FORGETTING_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Broker broker;
  private final Depths depths;
  private final BrokerConfig config;
  private final ScheduledExecutorService timer;
  private final List<ScheduledFuture<?>> tasks = new ArrayList<>();
  private final Object dueLock = new Object();

  /** Guarded by dueLock. */
  private long nextDue = Long.MAX_VALUE;

  /** Guarded by dueLock. */
  private ScheduledFuture<?> dueTask;

  private volatile boolean closed;
  private volatile boolean lookAgain;
  private volatile long lastBeat = System.nanoTime();
  private volatile boolean failing;

  /** When the heartbeat that is under way began; 0 while there is none. */
  private volatile long beatBegan;

  private long lastFullLook;
  private final DeadLetterRetention deadLetters;
  private long lastForgotten = System.nanoTime() - FORGETTING_NANOS;

  Sweeper(Broker broker, Depths depths, BrokerConfig config) {
    this.broker = broker;
    this.depths = depths;
    this.config = config;
    this.timer = config.timer();
    this.deadLetters = new DeadLetterRetention(broker, broker::now);
  }

  void start() {
    if (!depths.open() || !broker.store().info().exclusive()) {
      depths.check(config.workers());
    }
    broker.store().messages().nextDue().ifPresent(this::dueAt);
    long heartbeat = config.heartbeatInterval().toMillis();
    tasks.add(timer.scheduleWithFixedDelay(this::heartbeat, 0, heartbeat, TimeUnit.MILLISECONDS));
    tasks.add(
        timer.scheduleWithFixedDelay(this::sweep, heartbeat, heartbeat, TimeUnit.MILLISECONDS));
    if (!broker.store().info().exclusive()) {
      long poll = config.pollInterval().toMillis();
      tasks.add(
          timer.scheduleWithFixedDelay(
              this::poll,
              poll + ThreadLocalRandom.current().nextLong(poll + 1),
              poll,
              TimeUnit.MILLISECONDS));
      tasks.add(
          timer.scheduleWithFixedDelay(
              this::giveBackExcess,
              ReadAhead.LOOK_MILLIS,
              ReadAhead.LOOK_MILLIS,
              TimeUnit.MILLISECONDS));
    }
  }

  /** Rows may be there that no dispatcher was told of; look when the database answers. */
  void lookAgainSoon() {
    lookAgain = true;
    depths.distrust();
  }

  long lastBeat() {
    return lastBeat;
  }

  /** Whether the database answers, as far as it is known without asking it. */
  boolean storeAnswers() {
    long began = beatBegan;
    return !failing && (began == 0 || System.nanoTime() - began < SLOW_BEAT_NANOS);
  }

  private void heartbeat() {
    beatBegan = System.nanoTime() | 1; // 0 means that there is none
    beat();
    beatBegan = 0;
    lastBeat = System.nanoTime();
  }

  private void beat() {
    guarded(
        "heartbeat",
        () -> {
          if (!broker.store().nodes().heartbeat(broker.description())) {
            LOG.log(
                Level.WARNING,
                "Node {0} was taken for dead by others: what it held has been released",
                broker.store().info().nodeName());
          }
          depths.forgetGone(broker::mailboxes);
          depths.flush();
          boolean lost = !depths.trusted();
          for (long mailboxId : broker.store().nodes().buryDead()) {
            Dispatcher dispatcher = broker.existingDispatcher(mailboxId);
            if (dispatcher != null) {
              dispatcher.lookAgain(true);
            }
            lost = true;
          }
          if (lost) {
            depths.check(config.workers());
          }
          if (!broker.store().info().exclusive()) {
            broker.refreshCatalog(beatBegan);
            broker.policies().refresh();
          }
          boolean fromTheStart = lookAgain;
          lookAgain = false;
          for (Dispatcher dispatcher : broker.dispatchers()) {
            if (fromTheStart) {
              dispatcher.lookAgain(true);
            } else {
              dispatcher.kick();
            }
          }
        });
  }

  private void sweep() {
    guarded(
        "sweep",
        () -> {
          promoteDue(); // before what has expired as well is looked for
          expire();
          broker.dispatchers().forEach(Dispatcher::expireBuffered);
          broker.store().messages().sweepBodies(BATCH);
          forgetAudit();
          deadLetters.sweep();
          broker.deletions().endAbandoned();
        });
  }

  /** Once an hour: what the audit trail need not keep any longer. */
  private void forgetAudit() {
    long now = System.nanoTime();
    if (now - lastForgotten < FORGETTING_NANOS) {
      return;
    }
    lastForgotten = now;
    long before = broker.now() - broker.policies().auditRetention().toMillis();
    while (broker.store().administration().forgetAudit(before, BATCH) == BATCH && !closed) {
      LOG.log(Level.DEBUG, "Old entries of the audit trail were removed");
    }
  }

  /** Removes what has expired unseen (specification 3.4.9), in small transactions. */
  private void expire() {
    List<BrowsedMessage> expired;
    do {
      expired = broker.store().messages().expired(BATCH);
      for (BrowsedMessage row : expired) {
        if (!broker.isHeld(row.message())) {
          broker.redelivery().expire(row);
        }
      }
    } while (expired.size() == BATCH && !closed && !broker.isHeld(expired.get(0).message()));
  }

  private void poll() {
    guarded(
        POLL,
        () -> {
          long now = System.currentTimeMillis();
          boolean full = now - lastFullLook > FULL_LOOK_MILLIS;
          if (full) {
            lastFullLook = now;
          }
          for (Dispatcher dispatcher : broker.dispatchers()) {
            if (dispatcher.isWantingMore()) {
              dispatcher.lookAgain(full);
            }
          }
        });
  }

  private void giveBackExcess() {
    guarded(POLL, () -> broker.dispatchers().forEach(Dispatcher::giveBackExcess));
  }

  /** A row will be due then; makes sure that somebody looks. */
  void dueAt(long deliverAt) {
    synchronized (dueLock) {
      if (closed || deliverAt >= nextDue) {
        return;
      }
      nextDue = deliverAt;
      if (dueTask != null) {
        dueTask.cancel(false);
      }
      try {
        dueTask =
            timer.schedule(this::due, Math.max(0, deliverAt - broker.now()), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.log(Level.DEBUG, "The node is closing: {0}", e.getMessage());
      }
    }
  }

  private void due() {
    synchronized (dueLock) {
      nextDue = Long.MAX_VALUE;
    }
    guarded("delivery of delayed messages", this::promoteDue);
  }

  private void promoteDue() {
    List<RowKey> due;
    do {
      due = broker.store().messages().promoteDue(BATCH);
      for (RowKey row : due) {
        depths.scheduled(row.mailboxId(), -1);
        broker.madeAvailable(row.mailboxId(), row.priority(), row.id());
      }
    } while (due.size() == BATCH);
    broker.store().messages().nextDue().ifPresent(this::dueAt);
  }

  private void guarded(String what, Runnable work) {
    if (closed) {
      return;
    }
    try {
      work.run();
      // a poll only wakes others, who then ask the database
      if (failing && !what.equals(POLL)) {
        failing = false;
        LOG.log(Level.INFO, "The database answers again");
      }
    } catch (StoreException e) {
      if (!closed) {
        LOG.log(failing ? Level.DEBUG : Level.WARNING, "The {0} failed: {1}", what, e.getMessage());
      }
      failing = true;
      lookAgainSoon();
    } catch (RuntimeException | Error e) {
      // an error, such as of memory, must not end the heartbeat either
      LOG.log(Level.ERROR, "The " + what + " failed unexpectedly", e);
    }
  }

  void close() {
    closed = true;
    tasks.forEach(task -> task.cancel(false));
    synchronized (dueLock) {
      if (dueTask != null) {
        dueTask.cancel(false);
      }
    }
    try {
      if (broker.store().info().exclusive()) {
        depths.close();
      } else {
        depths.flush();
      }
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "Counters could not be written at close: {0}", e.getMessage());
    }
  }
}
