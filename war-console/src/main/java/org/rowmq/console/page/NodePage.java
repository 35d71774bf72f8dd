package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowmq.console.LocalNode;
import org.rowmq.management.NodeDetail;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.SlowCallView;

/** One node and how it is. */
@Named("node")
@RequestScoped
public class NodePage {
  private static final double FULL = 0.9;
  private static final String UNKNOWN = "unknown";

  private String name;
  private NodeDetail detail;

  /** Reads it, or ends on the page for what does not exist. */
  public void load() {
    detail = LocalNode.require().node(Faces.caller(), name == null ? "" : name);
  }

  /** Gauges under one heading. */
  public record Group(String title, List<NodeGauge> gauges) {}

  /** What it tells of itself, in its order. */
  public List<Group> getGroups() {
    Map<String, List<NodeGauge>> groups =
        detail.gauges().stream()
            .collect(
                Collectors.groupingBy(NodeGauge::group, LinkedHashMap::new, Collectors.toList()));
    return groups.entrySet().stream()
        .map(group -> new Group(group.getKey(), group.getValue()))
        .toList();
  }

  /** With its unit, and with the most it can be. */
  public String value(NodeGauge gauge) {
    String value = amount(gauge.value(), gauge.unit());
    return gauge.most() > 0 ? value + " of " + amount(gauge.most(), gauge.unit()) : value;
  }

  private static String amount(double value, String unit) {
    return switch (unit) {
      case "bytes" -> new Format().bytes(Math.round(value));
      case "ms" -> String.format(Locale.ENGLISH, value < 10 ? "%.2f ms" : "%,.0f ms", value);
      default ->
          value == Math.rint(value)
              ? new Format().number(Math.round(value))
              : String.format(Locale.ENGLISH, "%,.1f", value);
    };
  }

  /** What was done, as the beginning of a line. */
  public String what(SlowCallView call) {
    return Character.toUpperCase(call.what().charAt(0)) + call.what().substring(1);
  }

  /** How long a call took that took long. */
  public String took(long millis) {
    return amount(millis, "ms");
  }

  /** A size that may not be known. */
  public String bytes(long bytes) {
    return bytes < 0 ? UNKNOWN : new Format().bytes(bytes);
  }

  /** A number of rows that may not be known. */
  public String rows(long rows) {
    return rows < 0 ? UNKNOWN : new Format().number(rows);
  }

  /** Whether it is near to the most it can be. */
  public boolean full(NodeGauge gauge) {
    return gauge.most() > 0 && gauge.value() > FULL * gauge.most();
  }

  public NodeDetail getDetail() {
    return detail;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }
}
