package org.rowmq.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often something took how long, or was how large, in buckets whose bounds are fixed. Recording
 * costs a search in a short array and two additions without contention. Thread-safe; a snapshot
 * taken while others record may miss what they are just recording, but is always consistent in
 * itself.
 */
public final class Histogram {
  private static final double NANO = 1e-9;

  private final double scale;
  private final double[] bounds;
  private final long[] recorded;
  private final LongAdder[] buckets;
  private final LongAdder sum = new LongAdder();

  private Histogram(double scale, double... bounds) {
    this.scale = scale;
    this.bounds = bounds;
    this.recorded = Arrays.stream(bounds).mapToLong(bound -> Math.round(bound / scale)).toArray();
    this.buckets = new LongAdder[bounds.length + 1];
    Arrays.setAll(buckets, i -> new LongAdder());
  }

  /**
   * Durations of calls, recorded in nanoseconds and reported in seconds. The bounds are those that
   * OpenTelemetry advises for messaging, with finer ones below: a group commit takes less than a
   * millisecond on a good disk.
   */
  public static Histogram ofCalls() {
    return new Histogram(
        NANO, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.075,
        0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
  }

  /** How long messages wait, recorded in nanoseconds and reported in seconds: up to a day. */
  public static Histogram ofWaiting() {
    return new Histogram(
        NANO, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600,
        86_400);
  }

  /**
   * What a histogram {@link #ofWaiting()} has counted elsewhere.
   *
   * @param cumulative counts of its buckets; when they are not as many as it has, the other is of
   *     another version, and nothing is known
   */
  public static Snapshot ofWaiting(List<Long> cumulative, double sum) {
    return counted(ofWaiting(), cumulative, sum);
  }

  /** The same of {@link #ofCalls()}. */
  public static Snapshot ofCalls(List<Long> cumulative, double sum) {
    return counted(ofCalls(), cumulative, sum);
  }

  private static Snapshot counted(Histogram own, List<Long> cumulative, double sum) {
    List<Bucket> buckets = own.snapshot().buckets();
    if (cumulative.size() != buckets.size()) {
      return Snapshot.NONE;
    }
    List<Bucket> counted = new ArrayList<>(buckets.size());
    for (int i = 0; i < buckets.size(); i++) {
      counted.add(new Bucket(buckets.get(i).bound(), cumulative.get(i)));
    }
    return new Snapshot(counted, cumulative.get(cumulative.size() - 1), sum);
  }

  /** Numbers of things. */
  public static Histogram ofCounts() {
    return new Histogram(1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024);
  }

  /** Records one; what is below 0, as a clock set back makes it, counts as 0. */
  public void record(long value) {
    long counted = Math.max(0, value);
    int bucket = Arrays.binarySearch(recorded, counted);
    buckets[bucket < 0 ? -bucket - 1 : bucket].increment();
    sum.add(counted);
  }

  /** Records a duration given in milliseconds. */
  public void recordMillis(long millis) {
    record(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  public Snapshot snapshot() {
    List<Bucket> cumulative = new ArrayList<>(buckets.length);
    long count = 0;
    for (int i = 0; i < buckets.length; i++) {
      count += buckets[i].sum();
      cumulative.add(new Bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, count));
    }
    return new Snapshot(cumulative, count, sum.sum() * scale);
  }

  /**
   * What was recorded until now.
   *
   * @param buckets by bound, the last one infinite
   * @param sum in the reported unit
   */
  public record Snapshot(List<Bucket> buckets, long count, double sum) {
    /** Before anything is recorded; what is recorded since is all. */
    public static final Snapshot NONE = new Snapshot(List.of(), 0, 0);

    public Snapshot {
      buckets = List.copyOf(buckets);
    }

    /** What this has that an earlier one of the same histogram, or {@link #NONE}, had not. */
    public Snapshot since(Snapshot earlier) {
      if (earlier.buckets.isEmpty() || earlier.count > count) { // the latter: counted anew
        return this;
      }
      List<Bucket> more = new ArrayList<>(buckets.size());
      for (int i = 0; i < buckets.size(); i++) {
        Bucket bucket = buckets.get(i);
        more.add(new Bucket(bucket.bound(), bucket.count() - earlier.buckets.get(i).count()));
      }
      return new Snapshot(more, count - earlier.count, sum - earlier.sum);
    }

    /** Both together; they must have the same bounds, unless one is {@link #NONE}. */
    public Snapshot plus(Snapshot other) {
      if (buckets.isEmpty() || other.buckets.isEmpty()) {
        return buckets.isEmpty() ? other : this;
      }
      List<Bucket> both = new ArrayList<>(buckets.size());
      for (int i = 0; i < buckets.size(); i++) {
        Bucket bucket = buckets.get(i);
        both.add(new Bucket(bucket.bound(), bucket.count() + other.buckets.get(i).count()));
      }
      return new Snapshot(both, count + other.count, sum + other.sum);
    }

    /**
     * What a part of the values did not exceed, supposing that those of a bucket are spread evenly;
     * 0 when there are none, and the highest bound when it is beyond that.
     *
     * @param part from 0 to 1
     */
    public double quantile(double part) {
      if (count == 0) {
        return 0;
      }
      double wanted = part * count;
      double below = 0;
      long before = 0;
      for (Bucket bucket : buckets) {
        if (bucket.count() >= wanted && bucket.count() > before) {
          return Double.isInfinite(bucket.bound())
              ? below
              : below + (bucket.bound() - below) * (wanted - before) / (bucket.count() - before);
        }
        below = Double.isInfinite(bucket.bound()) ? below : bucket.bound();
        before = bucket.count();
      }
      return below;
    }
  }

  /** How many were not above the bound; the bound is in the reported unit. */
  public record Bucket(double bound, long count) {}
}
