package org.rowmq.console.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import org.rowmq.management.MetricFamily;
import org.rowmq.management.MetricFamily.Kind;
import org.rowmq.management.MetricFamily.Sample;

/**
 * Which metrics may be shown to everybody: a server's own page of metrics is open to all who reach
 * its port, and names of destinations, nodes and beans are nobody's business there. So values are
 * taken together over these labels: ages by their maximum, all else by its sum. Histograms are left
 * out, for MicroProfile Metrics takes none from elsewhere.
 */
final class PublicMetrics {
  private static final Set<String> SHOWN =
      Set.of("reason", "error_type", "state", "operation", "messaging_operation_name");

  private PublicMetrics() {}

  /** One series. */
  record Series(String name, Kind kind, String help, String unit, Map<String, String> labels) {}

  static Map<Series, Double> of(List<MetricFamily> families) {
    Map<Series, Double> values = new LinkedHashMap<>();
    for (MetricFamily family : families) {
      if (family.kind() == Kind.GAUGE || family.kind() == Kind.COUNTER) {
        boolean age = family.name().endsWith("_age_seconds");
        DoubleBinaryOperator together = age ? Math::max : Double::sum;
        for (Sample sample : family.samples()) {
          values.merge(series(family, sample), sample.value(), together::applyAsDouble);
        }
      }
    }
    return values;
  }

  private static Series series(MetricFamily family, Sample sample) {
    Map<String, String> labels = new TreeMap<>(sample.labels());
    labels.keySet().retainAll(SHOWN);
    return new Series(family.name(), family.kind(), family.help(), family.unit(), labels);
  }
}
