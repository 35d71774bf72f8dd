package org.rowmq.console;

import java.time.Instant;
import java.util.Locale;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Calls;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.HistoryView.Point;

/** The numbers of the charts as comma-separated values (RFC 4180), oldest first. */
public final class HistoryCsv {
  private static final String HEADER =
      "until,messages,arrived,left,in_per_second,out_per_second,waited,wait_median_ms,wait_p99_ms,"
          + "dead_letters";
  private static final String END = "\r\n";

  private HistoryCsv() {}

  /**
   * All of it; numbers with a point, times in UTC, nothing where a number is not known or there is
   * none.
   *
   * @param withStore also the calls to the database
   */
  public static String of(HistoryView history, boolean withStore) {
    double seconds = history.interval().toMillis() / 1000.0;
    StringBuilder csv = new StringBuilder(HEADER);
    if (withStore) {
      for (Operation operation : Operation.values()) {
        String name = operation.name().toLowerCase(Locale.ROOT);
        csv.append(String.format(",%1$s_calls,%1$s_median_ms,%1$s_p99_ms", name));
      }
    }
    csv.append(END);
    for (Point point : history.points()) {
      csv.append(line(point, seconds));
      if (withStore) {
        for (Operation operation : Operation.values()) {
          csv.append(calls(point.store().get(operation)));
        }
      }
      csv.append(END);
    }
    return csv.toString();
  }

  private static String line(Point point, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%.3f,%.3f,%d,%s,%s,%s",
        Instant.ofEpochMilli(point.at()),
        point.messages(),
        point.arrived(),
        point.left(),
        point.arrived() / seconds,
        point.left() / seconds,
        point.waited(),
        point.waited() == 0 ? "" : point.waitMedianMillis(),
        point.waited() == 0 ? "" : point.waitHighMillis(),
        point.dead() == Point.UNKNOWN ? "" : point.dead());
  }

  private static String calls(Calls calls) {
    if (calls == null) {
      return ",,,";
    }
    return calls.count() == 0
        ? ",0,,"
        : String.format(
            Locale.ROOT,
            ",%d,%.3f,%.3f",
            calls.count(),
            calls.medianMicros() / 1000.0,
            calls.highMicros() / 1000.0);
  }

  /** A name for the file, of characters that every system and every header can bear. */
  public static String fileName(String what, String range) {
    return what.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + range + ".csv";
  }
}
