package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.rowmq.store.NodeStore;
import org.rowmq.store.NodeStore.MailboxDepth;

/**
 * How many messages each mailbox has, without counting rows: what all nodes had written down at the
 * last heartbeat, plus what this node has done since. Only after a crash, and in the background,
 * the rows are counted. Thread-safe.
 */
final class Depths {
  /**
   * No mailbox has this id; its counter says that the last owner of the store closed it in order.
   */
  private static final long CLOSED_IN_ORDER = 0;

  /** So many mailboxes are counted before it is asked which are gone. */
  private static final int ROOM = 1_000;

  private static final Logger LOG = System.getLogger(Depths.class.getName());

  /** Stands for a check until there is one. */
  private static final CompletableFuture<List<MailboxDepth>> NOT_BEGUN = new CompletableFuture<>();

  private final NodeStore store;
  private final Map<Long, Counter> counters = new ConcurrentHashMap<>();

  /** Messages sent to topics, each once. */
  private final Map<Long, LongAdder> published = new ConcurrentHashMap<>();

  private final AtomicReference<CompletableFuture<List<MailboxDepth>>> checking =
      new AtomicReference<>();

  /**
   * Held while what was pending becomes what is written down, so that nobody counts it twice or not
   * at all in between. Not needed to count.
   */
  private final Object turn = new Object();

  /** Guarded by {@link #turn}. */
  private Map<Long, MailboxDepth> written = new HashMap<>();

  /** What has gone through mailboxes that are gone; guarded by {@link #turn}. */
  private Flow gone = Flow.NONE;

  /** Whether there may be rows of mailboxes that are gone; guarded by {@link #turn}. */
  private boolean leftovers;

  private volatile int tolerated = ROOM;

  private volatile boolean trusted = true;

  /** What this node has done to one mailbox. */
  private static final class Counter {
    final LongAdder arrived = new LongAdder();
    final LongAdder left = new LongAdder();

    /** What a check found missing; negative for too much. */
    final LongAdder corrected = new LongAdder();

    /** The part of all this that has been written down. */
    final LongAdder written = new LongAdder();

    final Part scheduled = new Part();
    final Part prepared = new Part();
    final Part dead = new Part();

    /** Whether some of it has been written down, so that there is a row; guarded by the turn. */
    boolean hasRow;

    /** What is to be written down yet. */
    MailboxDepth pending(long mailboxId) {
      return new MailboxDepth(
          mailboxId,
          arrived.sum() - left.sum() + corrected.sum() - written.sum(),
          scheduled.pending(),
          prepared.pending(),
          dead.pending());
    }

    void written(MailboxDepth delta) {
      written.add(delta.messages());
      scheduled.written.add(delta.scheduled());
      prepared.written.add(delta.prepared());
      dead.written.add(delta.dead());
    }

    void correct(MailboxDepth wrong) {
      corrected.add(wrong.messages());
      changed(wrong);
    }

    /** Some have got, or left, a state; of how many messages there are nothing is said. */
    void changed(MailboxDepth states) {
      scheduled.changed.add(states.scheduled());
      prepared.changed.add(states.prepared());
      dead.changed.add(states.dead());
    }
  }

  /** How many of a mailbox's messages are in a state of their own. */
  private static final class Part {
    final LongAdder changed = new LongAdder();
    final LongAdder written = new LongAdder();

    long pending() {
      return changed.sum() - written.sum();
    }
  }

  Depths(NodeStore store) {
    this.store = store;
  }

  /** Reads what was written down; true when that can be relied on. */
  boolean open() {
    Map<Long, MailboxDepth> before = byMailbox(store.addToDepths(List.of()));
    synchronized (turn) {
      written = before;
    }
    boolean inOrder =
        before.containsKey(CLOSED_IN_ORDER) && before.get(CLOSED_IN_ORDER).messages() == 1;
    if (inOrder) {
      add(CLOSED_IN_ORDER, -1);
      flush();
    }
    return inOrder;
  }

  /** Writes all down, and that it can be relied on if no check was left undone. */
  void close() {
    CompletableFuture<List<MailboxDepth>> check = checking.get();
    if (check != null) {
      check.cancel(true);
    }
    if (check == null && trusted) {
      add(CLOSED_IN_ORDER, 1);
    }
    flush();
  }

  void add(long mailboxId, long messages) {
    if (messages > 0) {
      counter(mailboxId).arrived.add(messages);
    } else if (messages < 0) {
      counter(mailboxId).left.add(-messages);
    }
  }

  /**
   * Counts messages that have got, or left, a state of their own.
   *
   * @param states by how many these are more; {@code messages} as for {@link #add}
   */
  void add(MailboxDepth states) {
    add(states.mailboxId(), states.messages());
    counter(states.mailboxId()).changed(states);
  }

  /** So many messages of a mailbox wait for their time now, or fewer. */
  void scheduled(long mailboxId, long messages) {
    counter(mailboxId).scheduled.changed.add(messages);
  }

  /** A message has been sent to a topic, whoever gets it. */
  void published(long topicId) {
    LongAdder known = published.get(topicId);
    (known != null ? known : published.computeIfAbsent(topicId, id -> new LongAdder())).increment();
  }

  /** Under which id {@link #flows} tells of what was sent to a topic; no mailbox has it. */
  static long publishedTo(long topicId) {
    return -topicId;
  }

  private Counter counter(long mailboxId) {
    Counter known = counters.get(mailboxId);
    return known != null ? known : counters.computeIfAbsent(mailboxId, id -> new Counter());
  }

  /**
   * The mailboxes that something has come into or left on this node, with how much; and the topics
   * that something was sent to, see {@link #publishedTo}.
   */
  Map<Long, Flow> flows() {
    Map<Long, Flow> flows = flowsOfMailboxes();
    published.forEach((topicId, sent) -> flows.put(publishedTo(topicId), new Flow(sent.sum(), 0)));
    return flows;
  }

  private Map<Long, Flow> flowsOfMailboxes() {
    Map<Long, Flow> flows = new HashMap<>();
    counters.forEach(
        (mailboxId, counter) -> {
          if (mailboxId != CLOSED_IN_ORDER) {
            flows.put(mailboxId, new Flow(counter.arrived.sum(), counter.left.sum()));
          }
        });
    return flows;
  }

  /** What has gone through all mailboxes together, also those that are gone by now. */
  Flow flowOfAll() {
    synchronized (turn) {
      return flowsOfMailboxes().values().stream().reduce(gone, Flow::plus);
    }
  }

  /**
   * A mailbox, or a topic, has been deleted: its counter goes, or temporary destinations would fill
   * the memory. What was written down of it while it was being deleted goes with the next {@link
   * #flush}.
   */
  synchronized void forget(long mailboxId) {
    synchronized (turn) {
      Counter counter = counters.remove(mailboxId);
      if (counter != null) {
        gone = gone.plus(new Flow(counter.arrived.sum(), counter.left.sum()));
        leftovers |= counter.hasRow;
      }
      written.remove(mailboxId);
      published.remove(mailboxId);
    }
  }

  /**
   * Forgets mailboxes that others have deleted without a word, when twice as many are counted as
   * there were the last time.
   *
   * @param present asks the database which there are
   */
  void forgetGone(Supplier<Set<Long>> present) {
    if (counters.size() + published.size() <= tolerated) {
      return;
    }
    Set<Long> suspects = new HashSet<>(counters.keySet()); // before asking: later ones are new
    suspects.addAll(published.keySet());
    suspects.remove(CLOSED_IN_ORDER);
    suspects.removeAll(present.get());
    suspects.forEach(this::forget);
    tolerated = Math.max(ROOM, 2 * (counters.size() + published.size()));
  }

  long of(long mailboxId) {
    return states(mailboxId).messages();
  }

  /** The messages of a mailbox, and how many of them are in a state of their own. */
  MailboxDepth states(long mailboxId) {
    synchronized (turn) {
      Counter counter = counters.get(mailboxId);
      MailboxDepth known = written.getOrDefault(mailboxId, new MailboxDepth(mailboxId, 0));
      MailboxDepth now = counter == null ? known : known.plus(counter.pending(mailboxId));
      long messages = Math.max(0, now.messages());
      return new MailboxDepth(
          mailboxId,
          messages,
          within(now.scheduled(), messages),
          within(now.prepared(), messages),
          within(now.dead(), messages));
    }
  }

  /** Counters that are told one after the other may say for a moment what cannot be. */
  private static long within(long part, long all) {
    return Math.max(0, Math.min(part, all));
  }

  /** Of all mailboxes together. */
  long ofAll() {
    synchronized (turn) {
      Set<Long> mailboxes = new HashSet<>(written.keySet());
      mailboxes.addAll(counters.keySet());
      mailboxes.remove(CLOSED_IN_ORDER);
      return mailboxes.stream().mapToLong(this::of).sum();
    }
  }

  /** Writes down what this node has done since the last time. */
  synchronized void flush() {
    removeLeftovers();
    List<MailboxDepth> deltas = new ArrayList<>();
    counters.forEach(
        (mailboxId, counter) -> {
          MailboxDepth delta = counter.pending(mailboxId);
          if (!delta.isZero()) {
            deltas.add(delta);
          }
        });
    Map<Long, MailboxDepth> all = byMailbox(store.addToDepths(deltas));
    synchronized (turn) {
      for (MailboxDepth delta : deltas) {
        Counter counter = counter(delta.mailboxId());
        counter.written(delta);
        counter.hasRow = true;
      }
      written = all;
    }
  }

  private void removeLeftovers() {
    boolean some;
    synchronized (turn) {
      some = leftovers;
    }
    if (some) {
      store.forgetDepthsOfGone();
      synchronized (turn) {
        leftovers = false; // whoever forgets waits for this to end
      }
    }
  }

  /**
   * Puts the counters right from the rows, in the background: after a crash, what nodes had not
   * written down is missing. What is done meanwhile is counted as always.
   */
  void check(Executor executor) {
    if (!checking.compareAndSet(null, NOT_BEGUN)) {
      return;
    }
    trusted = true;
    try {
      CompletableFuture<List<MailboxDepth>> check = store.checkDepths(executor);
      checking.set(check);
      check.whenComplete(this::checked);
    } catch (RuntimeException e) {
      checking.set(null);
      trusted = false;
      throw e;
    }
  }

  private void checked(List<MailboxDepth> wrong, Throwable thrown) {
    if (thrown == null) {
      wrong.forEach(depth -> counter(depth.mailboxId()).correct(depth));
    } else {
      trusted = false;
      LOG.log(Level.DEBUG, "The counters could not be checked: {0}", thrown.getMessage());
    }
    checking.set(null);
  }

  /** Something may have been written that was not counted: a check has to be made. */
  void distrust() {
    trusted = false;
  }

  /** Whether no check has to be made. */
  boolean trusted() {
    return trusted;
  }

  private static Map<Long, MailboxDepth> byMailbox(List<MailboxDepth> depths) {
    Map<Long, MailboxDepth> all = new HashMap<>();
    depths.forEach(depth -> all.put(depth.mailboxId(), depth));
    return all;
  }
}
