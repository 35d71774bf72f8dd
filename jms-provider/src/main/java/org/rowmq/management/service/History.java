package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Flow;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;
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
  private final KeptPoints keptPoints;
  private final Map<Long, Track> tracks = new HashMap<>();
  private Map<Long, Rate> rates = Map.of();
  private Map<Long, Passed> before = Map.of();
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

    Track(Passed start, long now) {
      for (Range range : Range.values()) {
        series.put(range, new Series(range, start));
      }
      usedAt = now;
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
    this.keptPoints = new KeptPoints(broker, clock);
    tracks.put(ALL, new Track(Passed.NONE, beforeAt));
  }

  /** Takes a point of everything; to be called every {@link #TICK}. */
  void tick() {
    broker.workers().execute(this::prepare); // for the next point: this may not wait
    KeptPoints.Batch kept = keptPoints.new Batch();
    long now = tick(kept);
    if (!kept.isEmpty()) {
      broker.workers().execute(() -> kept.write(now));
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

  /** Ranges that are kept have their points at the same times, whenever the node has started. */
  private boolean ends(Range range, long now) {
    long millis = range.interval().toMillis();
    return range.kept()
        ? now / millis != beforeAt / millis
        : tick % (range.interval().toSeconds() / TICK.toSeconds()) == 0;
  }

  private synchronized long tick(KeptPoints.Batch kept) {
    long now = clock.millis();
    double seconds = Math.max(1, now - beforeAt) / 1000.0;
    tick++;
    Map<Long, Passed> passed = cluster.passed();
    Map<Long, Rate> fresh = new HashMap<>();
    for (Map.Entry<Long, Passed> entry : passed.entrySet()) {
      Flow flow = entry.getValue().flow();
      Passed start = before(entry.getKey());
      Flow last = start.flow();
      if (!flow.equals(last)) {
        fresh.put(
            entry.getKey(),
            new Rate(
                (flow.arrived() - last.arrived()) / seconds,
                (flow.left() - last.left()) / seconds));
        // what was sent to a topic has a rate and no chart
        if (tracks.size() <= room && entry.getKey() >= ALL) {
          tracks.computeIfAbsent(entry.getKey(), id -> new Track(start, now)).usedAt = now;
        }
      }
    }
    for (Map.Entry<Long, Track> entry : tracks.entrySet()) {
      long mailbox = entry.getKey();
      long depth = mailbox == ALL ? broker.depthOfAll() : broker.depth(mailbox);
      entry
          .getValue()
          .series
          .forEach(
              (range, series) -> {
                if (ends(range, now)) {
                  Point point = series.add(now, depth, passed.getOrDefault(mailbox, Passed.NONE));
                  if (range.kept() && (series.isNews(point) || mailbox == ALL)) {
                    kept.add(mailbox, range, point);
                  }
                }
              });
    }
    rates = fresh;
    before = passed;
    beforeAt = now;
    return now;
  }

  /** Reads what was kept before, of the mailboxes there still are. */
  void load() {
    try {
      Set<Long> present = Cluster.present(broker);
      KeptPoints.kept().forEach(range -> load(range, keptPoints.read(range, present)));
    } catch (StoreException e) {
      LOG.log(
          Level.WARNING,
          "The charts begin anew, since their earlier points could not be read: {0}",
          e.getMessage());
    }
  }

  private synchronized void load(Range range, Map<Long, List<Point>> earlier) {
    earlier.forEach(
        (mailbox, points) -> {
          if (tracks.containsKey(mailbox) || tracks.size() <= room) {
            track(mailbox).series.get(range).prepend(points);
          }
        });
  }

  private Passed before(long mailbox) {
    return before.getOrDefault(mailbox, Passed.NONE);
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

  /** How a mailbox has grown, if it has, as far as it is remembered. */
  synchronized Optional<Growth> growth(long mailbox) {
    Track track = tracks.get(mailbox);
    return track == null
        ? Optional.empty()
        : Growth.of(track.series.values().stream().map(Series::points).toList());
  }

  /** A number that is another one when a rate has changed. */
  synchronized int stampOfRates() {
    return rates.hashCode();
  }

  synchronized HistoryView ofNode(Range range) {
    return new HistoryView(range.interval(), tracks.get(ALL).series.get(range).points());
  }

  /**
   * Of mailboxes together; from now on they are remembered. How long messages waited and how many
   * were given up is known by destination only, so a topic is one of its mailboxes here.
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
          .replaceAll((at, sum) -> plus(sum, new Point(at, before, 0, 0, 0, 0, 0, 0, Map.of())));
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
        Math.max(a.waitHighMillis(), b.waitHighMillis()),
        Math.min(a.dead(), b.dead()) == Point.UNKNOWN ? Point.UNKNOWN : a.dead() + b.dead(),
        Map.of());
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
      track = new Track(before(mailbox), now);
      tracks.put(mailbox, track);
    }
    track.usedAt = now;
    return track;
  }
}
