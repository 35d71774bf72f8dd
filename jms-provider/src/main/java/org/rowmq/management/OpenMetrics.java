package org.rowmq.management;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rowmq.management.MetricFamily.Sample;

/**
 * Metrics as text, OpenMetrics 1.0: what Prometheus and its kin read. Names of destinations may
 * hold anything, so they are escaped.
 */
public final class OpenMetrics {
  /** The text's media type. */
  public static final String MEDIA_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final double LARGEST_EXACT = 1L << 53;

  private OpenMetrics() {}

  /** The whole exposition. A family without samples is left out. */
  public static String text(List<MetricFamily> families) {
    StringBuilder text = new StringBuilder();
    for (MetricFamily family : families) {
      if (!family.samples().isEmpty()) {
        append(text, family);
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static void append(StringBuilder text, MetricFamily family) {
    String type = family.kind().name().toLowerCase(Locale.ROOT);
    text.append("# TYPE ").append(family.name()).append(' ').append(type).append('\n');
    if (!family.unit().isEmpty()) {
      text.append("# UNIT ").append(family.name()).append(' ').append(family.unit()).append('\n');
    }
    text.append("# HELP ").append(family.name()).append(' ');
    escape(text, family.help());
    text.append('\n');
    for (Sample sample : family.samples()) {
      text.append(family.name()).append(sample.suffix());
      labels(text, sample.labels());
      text.append(' ').append(number(sample.value())).append('\n');
    }
  }

  private static void labels(StringBuilder text, Map<String, String> labels) {
    if (labels.isEmpty()) {
      return;
    }
    char before = '{';
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text.append(before).append(label.getKey()).append("=\"");
      escape(text, label.getValue());
      text.append('"');
      before = ',';
    }
    text.append('}');
  }

  private static void escape(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  /** How numbers, and the bounds of buckets, are written. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
