package org.rowmq.console;

import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Point;

/** The numbers of the charts as comma-separated values (RFC 4180), oldest first. */
public final class HistoryCsv {
  private static final String HEADER =
      "until,messages,arrived,left,in_per_second,out_per_second,waited,wait_median_ms,wait_p99_ms\r\n";

  private HistoryCsv() {}

  /** All of it; numbers with a point, times in UTC. */
  public static String of(HistoryView history) {
    double seconds = history.interval().toMillis() / 1000.0;
    return history.points().stream()
        .map(point -> line(point, seconds))
        .collect(Collectors.joining("", HEADER, ""));
  }

  private static String line(Point point, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%.3f,%.3f,%d,%s,%s\r\n",
        Instant.ofEpochMilli(point.at()),
        point.messages(),
        point.arrived(),
        point.left(),
        point.arrived() / seconds,
        point.left() / seconds,
        point.waited(),
        point.waited() == 0 ? "" : point.waitMedianMillis(),
        point.waited() == 0 ? "" : point.waitHighMillis());
  }

  /** A name for the file, of characters that every system and every header can bear. */
  public static String fileName(String what, String range) {
    return what.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + range + ".csv";
  }
}
