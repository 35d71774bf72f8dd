package org.rowmq.console.health;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.rowmq.console.LocalNode;
import org.rowmq.console.health.PublicMetrics.Series;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;
import org.rowmq.management.MetricFamily;
import org.rowmq.management.Role;

/**
 * Registers the node's totals with MicroProfile Metrics, and brings them up to date every five
 * seconds: reading them does not ask the database, however often the server's page is read.
 */
@ApplicationScoped
public class MetricsPublisher {
  private static final Logger LOG = Logger.getLogger(MetricsPublisher.class.getName());
  private static final Caller SELF = new Caller("metrics", Role.VIEWER, "local", "metrics");
  private static final long SECONDS = 5;

  /** None where the server has the API of MicroProfile Metrics and nothing behind it. */
  @Inject private Instance<MetricRegistry> registries;

  @Resource private ManagedScheduledExecutorService timer;

  private MetricRegistry registry;
  private final Map<Series, Double> gauges = new ConcurrentHashMap<>();

  /** What has been added to each counter; belongs to the task. */
  private final Map<Series, Long> counted = new ConcurrentHashMap<>();

  private ScheduledFuture<?> task;

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (!registries.isResolvable()) {
      return;
    }
    registry = registries.get();
    task = timer.scheduleWithFixedDelay(this::publish, 0, SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    if (task != null) {
      task.cancel(true);
    }
  }

  private void publish() {
    try {
      List<MetricFamily> families =
          LocalNode.find().map((ManagementService node) -> node.metrics(SELF)).orElse(List.of());
      Map<Series, Double> values = PublicMetrics.of(families);
      values.forEach(this::publish);
      Set<Series> gone = new HashSet<>(gauges.keySet());
      gone.removeAll(values.keySet());
      for (Series series : gone) {
        gauges.remove(series);
        registry.remove(new MetricID(series.name(), tags(series)));
      }
    } catch (ManagementException e) {
      LOG.log(Level.FINE, "No metrics now", e);
    } catch (RuntimeException e) {
      // thrown on, it would end the task for good
      LOG.log(Level.WARNING, "Metrics cannot be published now", e);
    }
  }

  private void publish(Series series, double value) {
    switch (series.kind()) {
      case GAUGE -> {
        if (gauges.put(series, value) == null) {
          registry.gauge(
              metadata(series), () -> gauges.getOrDefault(series, Double.NaN), tags(series));
        }
      }
      case COUNTER -> {
        long now = (long) value;
        Long before = counted.put(series, now);
        // a node that was started anew begins at 0
        long more = before == null || now < before ? now : now - before;
        registry.counter(metadata(series), tags(series)).inc(more);
      }
      case HISTOGRAM, INFO -> throw new IllegalArgumentException(series.name());
    }
  }

  private static Metadata metadata(Series series) {
    return Metadata.builder()
        .withName(series.name())
        .withDescription(series.help())
        .withUnit(series.unit().isEmpty() ? "none" : series.unit())
        .build();
  }

  private static Tag[] tags(Series series) {
    return series.labels().entrySet().stream()
        .map(label -> new Tag(label.getKey(), label.getValue()))
        .toArray(Tag[]::new);
  }
}
