package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.rowmq.management.MetricFamily;
import org.rowmq.management.MetricFamily.Kind;
import org.rowmq.management.MetricFamily.Sample;
import org.rowmq.management.OpenMetrics;
import org.rowmq.metrics.Histogram;

/** Metrics being put together. Belongs to one thread. */
final class Families {
  private final Map<String, Family> families = new LinkedHashMap<>();

  /** One metric, to which series are added. */
  static final class Family {
    private final String name;
    private final Kind kind;
    private final String unit;
    private final String help;
    private final List<Sample> samples = new ArrayList<>();

    private Family(String name, Kind kind, String unit, String help) {
      this.name = name;
      this.kind = kind;
      this.unit = unit;
      this.help = help;
    }

    /** Adds a value, or the counter's present one. */
    Family add(double value, Map<String, String> labels) {
      String suffix =
          switch (kind) {
            case COUNTER -> "_total";
            case INFO -> "_info";
            case GAUGE -> "";
            case HISTOGRAM -> throw new IllegalStateException(name + " is a histogram");
          };
      samples.add(new Sample(suffix, labels, value));
      return this;
    }

    /** Adds a value of each source. */
    <T> void addEach(
        List<T> sources, Function<T, Map<String, String>> labels, ToDoubleFunction<T> value) {
      sources.forEach(source -> add(value.applyAsDouble(source), labels.apply(source)));
    }

    /** Adds a histogram; one that has recorded nothing is left out. */
    void add(Histogram.Snapshot snapshot, Map<String, String> labels) {
      if (snapshot.count() == 0) {
        return;
      }
      for (Histogram.Bucket bucket : snapshot.buckets()) {
        Map<String, String> withBound = new LinkedHashMap<>(labels);
        withBound.put("le", bound(bucket.bound()));
        samples.add(new Sample("_bucket", withBound, bucket.count()));
      }
      samples.add(new Sample("_count", labels, snapshot.count()));
      samples.add(new Sample("_sum", labels, snapshot.sum()));
    }

    /** Bounds are written as floats, so that they are the same label value everywhere. */
    private static String bound(double bound) {
      String text = OpenMetrics.number(bound);
      return text.matches("\\d+") ? text + ".0" : text;
    }
  }

  Family gauge(String name, String help) {
    return family(name, Kind.GAUGE, help);
  }

  Family counter(String name, String help) {
    return family(name, Kind.COUNTER, help);
  }

  Family histogram(String name, String help) {
    return family(name, Kind.HISTOGRAM, help);
  }

  Family info(String name, String help) {
    return family(name, Kind.INFO, help);
  }

  private Family family(String name, Kind kind, String help) {
    String unit = name.endsWith("_seconds") ? "seconds" : name.endsWith("_bytes") ? "bytes" : "";
    Family family = new Family(name, kind, unit, help);
    if (families.put(name, family) != null) {
      throw new IllegalStateException(name + " is there already");
    }
    return family;
  }

  List<MetricFamily> list() {
    return families.values().stream()
        .map(f -> new MetricFamily(f.name, f.kind, f.unit, f.help, f.samples))
        .toList();
  }
}
