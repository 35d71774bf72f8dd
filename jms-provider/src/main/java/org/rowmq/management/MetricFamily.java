package org.rowmq.management;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric with all its time series, in the terms of OpenMetrics 1.0.
 *
 * @param name without the suffix of its samples, so without {@code _total}; ends with the unit if
 *     there is one
 * @param unit base unit, {@code seconds} or {@code bytes}; empty for numbers of things
 * @param help what it is, one sentence
 */
public record MetricFamily(String name, Kind kind, String unit, String help, List<Sample> samples) {

  /** How its values behave. */
  public enum Kind {
    /** Goes up and down. */
    GAUGE,
    /** Only rises, and begins at 0 when the node is started. */
    COUNTER,
    /** Counters of what was not above a bound, with count and sum. */
    HISTOGRAM,
    /** Always 1; its labels tell something. */
    INFO
  }

  public MetricFamily {
    samples = List.copyOf(samples);
  }

  /**
   * One value.
   *
   * @param suffix what the sample's name adds to that of the family: empty, or {@code _total},
   *     {@code _bucket}, {@code _count}, {@code _sum}, {@code _info}
   * @param labels in the order in which they are shown
   */
  public record Sample(String suffix, Map<String, String> labels, double value) {
    public Sample {
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }
}
