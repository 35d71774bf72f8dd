package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Flow;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.metrics.Histogram;
import org.rowmq.store.HistoryStore.HistoryRow;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;

/**
 * Remembers what has gone through mailboxes. Of each it has some 330 points (16 KiB) in memory, and
 * of 1,000 mailboxes at most: those with traffic first come, and those somebody looks at. The
 * points of the longer ranges are kept in the database as well, as far as they say something, and
 * are read when the node starts. Thread-safe.
 */
final class History {
  private static final Logger LOG = System.getLogger(History.class.getName());

  static final Duration TICK = Range.MINUTES_15.interval();

  /** All mailboxes together. */
  private static final long ALL = Cluster.ALL;

  private static final int USUAL_ROOM = 1_000;

  private final Broker broker;
  private final Cluster cluster;
  private final Clock clock;
  private final int room;
  private final Map<Long, Track> tracks = new HashMap<>();
  private Map<Long, Rate> rates = Map.of();
  private Map<Long, Flow> before = Map.of();
  private Map<Long, Histogram.Snapshot> waitedBefore = Map.of();
  private long beforeAt;
  private long tick;

  /** Messages a second, over the last full tick. */
  record Rate(double arrived, double left) {
    static final Rate NONE = new Rate(0, 0);
  }

  /** The points of one mailbox, fine and coarse. */
  private static final class Track {
    final Map<Range, Series> series = new EnumMap<>(Range.class);
    long usedAt;

    Track(Flow start, Histogram.Snapshot waited, long now) {
      for (Range range : Range.values()) {
        series.put(range, new Series(range, start, waited));
      }
      usedAt = now;
    }
  }

  /** A ring of points. */
  private static final class Series {
    private final Point[] ring;
    private int used;
    private int next;
    private long keptDepth = -1;
    private Flow start;
    private Histogram.Snapshot waitedBefore;

    Series(Range range, Flow start, Histogram.Snapshot waited) {
      this.ring = new Point[range.points()];
      this.start = start;
      this.waitedBefore = waited;
    }

    Point add(long at, long depth, Flow now, Histogram.Snapshot waitedNow) {
      Histogram.Snapshot waited = waitedNow.since(waitedBefore);
      Point point =
          new Point(
              at,
              depth,
              now.arrived() - start.arrived(),
              now.left() - start.left(),
              waited.count(),
              Math.round(waited.quantile(0.5) * 1000),
              Math.round(waited.quantile(0.99) * 1000));
      add(point);
      waitedBefore = waitedNow;
      start = now;
      return point;
    }

    private void add(Point point) {
      ring[next] = point;
      next = (next + 1) % ring.length;
      used = Math.min(ring.length, used + 1);
    }

    /** Whether a point says what the one before it did not; if so, it is taken for kept. */
    boolean isNews(Point point) {
      boolean news =
          point.arrived() > 0
              || point.left() > 0
              || point.waited() > 0
              || point.messages() != keptDepth;
      keptDepth = point.messages();
      return news;
    }

    /** Puts points of an earlier life before those there are. */
    void prepend(List<Point> earlier) {
      List<Point> since = points();
      used = 0;
      next = 0;
      earlier.forEach(this::add);
      since.forEach(this::add);
    }

    List<Point> points() {
      List<Point> points = new ArrayList<>(used);
      for (int i = 0; i < used; i++) {
        points.add(ring[Math.floorMod(next - used + i, ring.length)]);
      }
      return points;
    }
  }

  History(Broker broker, Cluster cluster, Clock clock) {
    this(broker, cluster, clock, USUAL_ROOM);
  }

  /**
   * Begins to remember.
   *
   * @param room of how many mailboxes
   */
  History(Broker broker, Cluster cluster, Clock clock, int room) {
    this.room = room;
    this.broker = broker;
    this.cluster = cluster;
    this.clock = clock;
    this.beforeAt = clock.millis();
    tracks.put(ALL, new Track(Flow.NONE, Histogram.Snapshot.NONE, beforeAt));
  }

  /** Takes a point of everything; to be called every {@link #TICK}. */
  void tick() {
    broker.workers().execute(this::prepare); // for the next point: this may not wait
    List<HistoryRow> kept = new ArrayList<>();
    long now = tick(kept);
    if (!kept.isEmpty()) {
      broker.workers().execute(() -> keep(kept, now));
    }
  }

  private void prepare() {
    cluster.listen();
    try {
      forgetGone();
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "Mailboxes that are gone are not forgotten now: {0}", e.getMessage());
    }
  }

  /** Makes room: points of mailboxes that are gone go when there is none. */
  private void forgetGone() {
    if (remembered() > room) {
      Set<Long> present = Cluster.present(broker); // asks the database, so without the lock
      synchronized (this) {
        tracks.keySet().retainAll(present);
      }
    }
  }

  /** How many mailboxes it has points of, and one for all together. */
  synchronized int remembered() {
    return tracks.size();
  }

  private void keep(List<HistoryRow> rows, long now) {
    try {
      broker.store().history().add(rows);
      for (Range range : Range.values()) {
        if (range.kept()) {
          broker.store().history().forget(seconds(range), now - range.length().toMillis());
        }
      }
    } catch (StoreException e) {
      LOG.log(
          Level.DEBUG,
          "Points of charts could not be kept and are in memory only: {0}",
          e.getMessage());
    }
  }

  private static int seconds(Range range) {
    return (int) range.interval().toSeconds();
  }

  /** Ranges that are kept have their points at the same times, whenever the node has started. */
  private boolean ends(Range range, long now) {
    long millis = range.interval().toMillis();
    return range.kept()
        ? now / millis != beforeAt / millis
        : tick % (range.interval().toSeconds() / TICK.toSeconds()) == 0;
  }

  private synchronized long tick(List<HistoryRow> kept) {
    long now = clock.millis();
    double seconds = Math.max(1, now - beforeAt) / 1000.0;
    tick++;
    Map<Long, Flow> flows = cluster.flows();
    Map<Long, Histogram.Snapshot> waited = cluster.waits();
    Map<Long, Rate> fresh = new HashMap<>();
    for (Map.Entry<Long, Flow> entry : flows.entrySet()) {
      Flow flow = entry.getValue();
      Flow last = before.getOrDefault(entry.getKey(), Flow.NONE);
      if (!flow.equals(last)) {
        fresh.put(
            entry.getKey(),
            new Rate(
                (flow.arrived() - last.arrived()) / seconds,
                (flow.left() - last.left()) / seconds));
        // what was sent to a topic has a rate and no chart
        if (tracks.size() <= room && entry.getKey() >= ALL) {
          tracks.computeIfAbsent(entry.getKey(), id -> new Track(last, waitedBefore(id), now))
                  .usedAt =
              now;
        }
      }
    }
    for (Map.Entry<Long, Track> entry : tracks.entrySet()) {
      long mailbox = entry.getKey();
      Flow flow = flows.getOrDefault(mailbox, Flow.NONE);
      long depth = mailbox == ALL ? broker.depthOfAll() : broker.depth(mailbox);
      entry
          .getValue()
          .series
          .forEach(
              (range, series) -> {
                if (ends(range, now)) {
                  Point point =
                      series.add(
                          now, depth, flow, waited.getOrDefault(mailbox, Histogram.Snapshot.NONE));
                  if (range.kept() && (series.isNews(point) || mailbox == ALL)) {
                    kept.add(row(mailbox, range, point));
                  }
                }
              });
    }
    rates = fresh;
    before = flows;
    waitedBefore = waited;
    beforeAt = now;
    return now;
  }

  private HistoryRow row(long mailbox, Range range, Point point) {
    return new HistoryRow(
        broker.store().info().nodeName(),
        mailbox,
        seconds(range),
        point.at(),
        point.messages(),
        point.arrived(),
        point.left(),
        point.waited(),
        point.waitMedianMillis(),
        point.waitHighMillis());
  }

  /**
   * Reads what was kept before, of the mailboxes there still are: what this node kept in earlier
   * lives, and what others kept while it was not there.
   */
  void load() {
    try {
      Set<Long> present = Cluster.present(broker);
      String self = broker.store().info().nodeName();
      List<String> names = new ArrayList<>(List.of(self));
      broker.store().nodes().nodes().stream()
          .map(NodeRow::name)
          .filter(name -> !name.equals(self))
          .forEach(names::add);
      for (Range range : Range.values()) {
        if (range.kept()) {
          load(
              range,
              kept(range, names).stream()
                  .filter(row -> present.contains(row.mailboxId()))
                  .toList());
        }
      }
    } catch (StoreException e) {
      LOG.log(
          Level.WARNING,
          "The charts begin anew, since their earlier points could not be read: {0}",
          e.getMessage());
    }
  }

  /** Of each interval what the first of these nodes kept that was there. */
  private List<HistoryRow> kept(Range range, List<String> names) {
    long since = clock.millis() - range.length().toMillis();
    long millis = range.interval().toMillis();
    Set<Long> known = new HashSet<>();
    List<HistoryRow> kept = new ArrayList<>();
    for (String name : names) {
      List<HistoryRow> rows = broker.store().history().read(name, seconds(range), since);
      Set<Long> its =
          rows.stream()
              .filter(row -> row.mailboxId() == ALL)
              .map(row -> row.endedAt() / millis)
              .filter(interval -> !known.contains(interval))
              .collect(Collectors.toSet());
      rows.stream().filter(row -> its.contains(row.endedAt() / millis)).forEach(kept::add);
      known.addAll(its);
    }
    kept.sort(Comparator.comparingLong(HistoryRow::endedAt));
    return kept;
  }

  private synchronized void load(Range range, List<HistoryRow> rows) {
    Map<Long, List<HistoryRow>> byMailbox =
        rows.stream().collect(Collectors.groupingBy(HistoryRow::mailboxId));
    List<Long> times =
        byMailbox.getOrDefault(ALL, List.of()).stream().map(HistoryRow::endedAt).toList();
    byMailbox.forEach(
        (mailbox, own) -> {
          if (tracks.containsKey(mailbox) || tracks.size() <= room) {
            Series series = track(mailbox).series.get(range);
            series.prepend(filled(times, own));
          }
        });
  }

  /** With the points that said nothing new and were not kept. */
  private static List<Point> filled(List<Long> times, List<HistoryRow> rows) {
    Map<Long, HistoryRow> byTime =
        rows.stream().collect(Collectors.toMap(HistoryRow::endedAt, row -> row, (a, b) -> a));
    List<Point> points = new ArrayList<>();
    long depth = -1;
    for (long at : times) {
      HistoryRow row = byTime.get(at);
      if (row != null) {
        points.add(
            new Point(
                at,
                row.messages(),
                row.arrived(),
                row.left(),
                row.waited(),
                row.waitMedian(),
                row.waitHigh()));
        depth = row.messages();
      } else if (depth >= 0) {
        points.add(new Point(at, depth, 0, 0, 0, 0, 0));
      }
    }
    return points;
  }

  private Histogram.Snapshot waitedBefore(long mailbox) {
    return waitedBefore.getOrDefault(mailbox, Histogram.Snapshot.NONE);
  }

  synchronized Rate rate(List<Long> mailboxes) {
    double arrived = 0;
    double left = 0;
    for (long mailbox : mailboxes) {
      Rate rate = rates.getOrDefault(mailbox, Rate.NONE);
      arrived += rate.arrived();
      left += rate.left();
    }
    return new Rate(arrived, left);
  }

  /** A number that is another one when a rate has changed. */
  synchronized int stampOfRates() {
    return rates.hashCode();
  }

  synchronized HistoryView ofNode(Range range) {
    return new HistoryView(range.interval(), tracks.get(ALL).series.get(range).points());
  }

  /**
   * Of mailboxes together; from now on they are remembered. How long messages waited is known by
   * destination only, so a topic is one of its mailboxes here.
   */
  synchronized HistoryView of(List<Long> mailboxes, Range range) {
    NavigableMap<Long, Point> sums = new TreeMap<>();
    List<Point> firsts = new ArrayList<>();
    for (long mailbox : mailboxes.subList(0, Math.min(mailboxes.size(), room / 2))) {
      List<Point> points = track(mailbox).series.get(range).points();
      points.forEach(point -> sums.merge(point.at(), point, History::plus));
      points.stream().limit(1).forEach(firsts::add);
    }
    // one that is remembered since later had what it had then before, or the sum would jump there
    for (Point first : firsts) {
      long before = Math.max(0, first.messages() - first.arrived() + first.left());
      sums.headMap(first.at(), false)
          .replaceAll((at, sum) -> plus(sum, new Point(at, before, 0, 0, 0, 0, 0)));
    }
    return new HistoryView(range.interval(), List.copyOf(sums.values()));
  }

  private static Point plus(Point a, Point b) {
    return new Point(
        a.at(),
        a.messages() + b.messages(),
        a.arrived() + b.arrived(),
        a.left() + b.left(),
        a.waited() + b.waited(),
        Math.max(a.waitMedianMillis(), b.waitMedianMillis()),
        Math.max(a.waitHighMillis(), b.waitHighMillis()));
  }

  private Track track(long mailbox) {
    long now = clock.millis();
    Track track = tracks.get(mailbox);
    if (track == null) {
      if (tracks.size() > room) {
        tracks.entrySet().stream()
            .filter(entry -> entry.getKey() != ALL)
            .min(Comparator.comparingLong(entry -> entry.getValue().usedAt))
            .map(Map.Entry::getKey)
            .ifPresent(tracks::remove);
      }
      track = new Track(before.getOrDefault(mailbox, Flow.NONE), waitedBefore(mailbox), now);
      tracks.put(mailbox, track);
    }
    track.usedAt = now;
    return track;
  }
}
