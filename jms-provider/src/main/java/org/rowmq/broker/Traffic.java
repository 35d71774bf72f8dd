package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Router.Routed;
import org.rowmq.metrics.Histogram;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.DeathNote;
import org.rowmq.store.StoreException;

/**
 * What has passed through this node since it started, by destination: counters in memory, which
 * cost an addition each. The first 500 destinations are told apart, the others counted together, as
 * are temporary ones: neither memory nor whoever collects the numbers must suffer from a program
 * that makes destinations without end. Thread-safe.
 */
public final class Traffic {
  /** Under which name destinations beyond the first 500 are counted. */
  public static final String OTHER = "_other";

  /** Under which name temporary destinations are counted. */
  public static final String TEMPORARY = "_temporary";

  private static final int MOST = 500;
  private static final int MANAGEMENT_LANE = 0;

  private final Map<Long, OfDestination> destinations = new ConcurrentHashMap<>();
  private final Map<DestinationKind, OfDestination> others = new ConcurrentHashMap<>();
  private final Map<DestinationKind, OfDestination> temporaries = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final Object forgetting = new Object();

  /** By the id of the destination; of all of them, since it is as rare as an error. */
  private final Map<Long, LongAdder> deaths = new ConcurrentHashMap<>();

  private final LongAdder deathsOfAll = new LongAdder();

  /** At destinations that are gone; guarded by {@link #forgetting}. */
  private Histogram.Snapshot waitedBefore = Histogram.Snapshot.NONE;

  private final LongAdder connections = new LongAdder();
  private final LongAdder sessions = new LongAdder();

  /** Counters of one destination; each only rises. */
  public static final class OfDestination {
    private final DestinationKind kind;
    private final String name;
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder forgotten = new LongAdder();
    private final Map<String, LongAdder> deadLettered = new ConcurrentHashMap<>();
    private final Histogram sends = Histogram.ofCalls();
    private final Histogram settlements = Histogram.ofCalls();
    private final Histogram waiting = Histogram.ofWaiting();
    private final Histogram processing = Histogram.ofCalls();

    private OfDestination(DestinationKind kind, String name) {
      this.kind = kind;
      this.name = name;
    }

    public DestinationKind kind() {
      return kind;
    }

    /** The destination's name, or {@link #OTHER} or {@link #TEMPORARY}. */
    public String name() {
      return name;
    }

    /** Messages sent; one to a topic counts once. */
    public long sent() {
      return sent.sum();
    }

    /** About how many bytes these took. */
    public long sentBytes() {
      return sentBytes.sum();
    }

    /** Messages given to consumers of this node, again or for the first time. */
    public long delivered() {
      return delivered.sum();
    }

    /** Of these, those that had been delivered before. */
    public long redelivered() {
      return redelivered.sum();
    }

    /** Messages whose consumption has been committed. */
    public long acknowledged() {
      return acknowledged.sum();
    }

    /** Deliveries that failed and were counted as such. */
    public long failed() {
      return failed.sum();
    }

    /** Messages deleted because they had expired. */
    public long expired() {
      return expired.sum();
    }

    /** Dead letters removed because they were too old. */
    public long forgotten() {
      return forgotten.sum();
    }

    /** Messages given up, by reason. */
    public Map<String, Long> deadLettered() {
      Map<String, Long> counts = new TreeMap<>();
      deadLettered.forEach((reason, count) -> counts.put(reason, count.sum()));
      return counts;
    }

    /** From the call to the durable end of units that sent. */
    public Histogram.Snapshot sends() {
      return sends.snapshot();
    }

    /** From the call to the durable end of units that only acknowledged. */
    public Histogram.Snapshot settlements() {
      return settlements.snapshot();
    }

    /** From JMSTimestamp, or the delivery time, to the first delivery. */
    public Histogram.Snapshot waiting() {
      return waiting.snapshot();
    }

    /** How long listeners took for a message. */
    public Histogram.Snapshot processing() {
      return processing.snapshot();
    }
  }

  private OfDestination of(DestinationRow row) {
    if (row.temporary()) {
      return temporaries.computeIfAbsent(row.kind(), kind -> new OfDestination(kind, TEMPORARY));
    }
    OfDestination known = destinations.get(row.id());
    if (known != null) {
      return known;
    }
    if (destinations.size() >= MOST) {
      return others.computeIfAbsent(row.kind(), kind -> new OfDestination(kind, OTHER));
    }
    return destinations.computeIfAbsent(row.id(), id -> new OfDestination(row.kind(), row.name()));
  }

  private OfDestination of(Delivery delivery) {
    return of(delivery.dispatcher().mailbox().destination());
  }

  void forget(DestinationRow row) {
    deaths.remove(row.id());
    synchronized (forgetting) {
      OfDestination gone = destinations.remove(row.id());
      if (gone != null) {
        waitedBefore = waitedBefore.plus(gone.waiting());
      }
    }
  }

  /** All that has been counted, in no order. */
  public Collection<OfDestination> destinations() {
    List<OfDestination> all = new ArrayList<>(destinations.values());
    all.addAll(others.values());
    all.addAll(temporaries.values());
    return all;
  }

  /**
   * How long messages waited for their first delivery on this node, by the id of the destination;
   * without those that are counted together.
   */
  public Map<Long, Histogram.Snapshot> waiting() {
    Map<Long, Histogram.Snapshot> all = new HashMap<>();
    destinations.forEach((id, each) -> all.put(id, each.waiting()));
    return all;
  }

  /** The same of all destinations together, also those that are gone. */
  public Histogram.Snapshot waitingOfAll() {
    synchronized (forgetting) {
      return destinations().stream()
          .map(OfDestination::waiting)
          .reduce(waitedBefore, Histogram.Snapshot::plus);
    }
  }

  /** Messages given up on this node, by the id of the destination; of all that had any. */
  public Map<Long, Long> deaths() {
    Map<Long, Long> all = new HashMap<>();
    deaths.forEach((id, count) -> all.put(id, count.sum()));
    return all;
  }

  /** The same of all destinations together, also those that are gone. */
  public long deathsOfAll() {
    return deathsOfAll.sum();
  }

  /** Units that were not written, by what was wrong. */
  public Map<String, Long> errors() {
    Map<String, Long> counts = new TreeMap<>();
    errors.forEach((error, count) -> counts.put(error, count.sum()));
    return counts;
  }

  /** Connections of clients, open now. */
  public long connections() {
    return connections.sum();
  }

  /** Says that so many more connections are open; negative when they were closed. */
  public void connections(int more) {
    connections.add(more);
  }

  /** Sessions of these, open now. */
  public long sessions() {
    return sessions.sum();
  }

  /** Says that so many more sessions are open; negative when they were closed. */
  public void sessions(int more) {
    sessions.add(more);
  }

  /** A listener has had a message of a mailbox for so long. */
  public void processed(Delivery delivery, long nanos) {
    of(delivery).processing.record(nanos);
  }

  void completed(Routed routed) {
    long nanos = System.nanoTime() - routed.began();
    OfDestination first = null;
    for (Outgoing outgoing : routed.sends()) {
      OfDestination to = of(outgoing.destination());
      to.sent.increment();
      to.sentBytes.add(outgoing.envelope().size());
      first = first == null ? to : first;
    }
    if (first != null) {
      first.sends.record(nanos);
    }
    if (routed.unit().lane() == MANAGEMENT_LANE) {
      return; // a purge is no consumption
    }
    for (Delivery delivery : routed.consumed()) {
      OfDestination from = of(delivery);
      from.acknowledged.increment();
      if (first == null) {
        from.settlements.record(nanos);
        first = from;
      }
    }
  }

  void failed(Work work, StoreException e) {
    if (!work.isEmpty()) {
      errors.computeIfAbsent(e.getClass().getSimpleName(), name -> new LongAdder()).increment();
    }
  }

  void delivered(Delivery delivery, long now) {
    OfDestination from = of(delivery);
    from.delivered.increment();
    if (delivery.deliveryCount() > 0) {
      from.redelivered.increment();
      return;
    }
    long since = Math.max(delivery.envelope().sentAt(), delivery.envelope().deliverAt());
    if (since > 0) {
      from.waiting.recordMillis(now - since);
    }
  }

  void failed(Delivery delivery) {
    of(delivery).failed.increment();
  }

  void expired(DestinationRow origin) {
    of(origin).expired.increment();
  }

  void forgotten(DestinationRow origin, int messages) {
    of(origin).forgotten.add(messages);
  }

  /** A message has been given up, as its note says. */
  void given(DestinationRow origin, DeathNote note) {
    OfDestination from = of(origin);
    from.deadLettered.computeIfAbsent(note.reason(), reason -> new LongAdder()).increment();
    deaths.computeIfAbsent(origin.id(), id -> new LongAdder()).increment();
    deathsOfAll.increment();
  }
}
