package org.rowmq.console;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rowmq.management.DestinationView;

/** A list of queues or topics as comma-separated values (RFC 4180), as it is now. */
public final class DestinationsCsv {
  private static final String HEADER =
      "type,name,delivery_paused,sending_paused,messages,ready,delivering,scheduled,dead_letters,"
          + "consumers,subscriptions,sent_per_second,arrived_per_second,left_per_second,created\r\n";

  private DestinationsCsv() {}

  /** All of it, by name; numbers with a point, times in UTC. */
  public static String of(List<DestinationView> destinations) {
    return destinations.stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .map(DestinationsCsv::line)
        .collect(Collectors.joining("", HEADER, ""));
  }

  private static String line(DestinationView d) {
    return String.format(
        Locale.ROOT,
        "%s,%s,%b,%b,%d,%d,%d,%d,%d,%d,%d,%.3f,%.3f,%.3f,%s\r\n",
        d.kind().scheme(),
        AuditCsv.cell(d.name()),
        d.consumptionPaused(),
        d.productionPaused(),
        d.messages(),
        d.ready(),
        d.delivering(),
        d.scheduled(),
        d.deadLetters(),
        d.consumers(),
        d.subscriptions(),
        d.sentPerSecond(),
        d.arrivedPerSecond(),
        d.leftPerSecond(),
        Instant.ofEpochMilli(d.createdAt()));
  }
}
