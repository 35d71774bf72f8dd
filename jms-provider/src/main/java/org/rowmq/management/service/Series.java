package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.List;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;

/** A ring of the points of one mailbox, for one range. Not thread-safe. */
final class Series {
  private final Point[] ring;
  private int used;
  private int next;
  private long keptDepth = -1;
  private Passed start;

  Series(Range range, Passed start) {
    this.ring = new Point[range.points()];
    this.start = start;
  }

  /** Adds what has passed since the point before. */
  Point add(long at, long depth, Passed now) {
    Point point = now.since(start, at, depth);
    add(point);
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
            || point.dead() > 0
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

  /** Oldest first. */
  List<Point> points() {
    List<Point> points = new ArrayList<>(used);
    for (int i = 0; i < used; i++) {
      points.add(ring[Math.floorMod(next - used + i, ring.length)]);
    }
    return points;
  }
}
