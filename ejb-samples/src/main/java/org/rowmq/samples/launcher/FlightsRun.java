package org.rowmq.samples.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the sample's feed, shows how far it is, and prints the report. */
final class FlightsRun {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration STUCK = Duration.ofSeconds(60);
  private static final Duration LINE_EVERY = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI api;
  private final PrintStream out;
  private final boolean terminal;
  private long lastLine;

  FlightsRun(String address, PrintStream out, boolean terminal) {
    this.api = URI.create(address + "/samples/api/flights");
    this.out = out;
    this.terminal = terminal;
  }

  private record Progress(int total, int sent, int stored, int delays, boolean feeding) {

    static Progress of(String json) {
      return new Progress(
          number(json, "total"),
          number(json, "sent"),
          number(json, "stored"),
          number(json, "delays"),
          json.contains("\"feeding\":true"));
    }
  }

  /**
   * Feeds and waits until all has arrived or nothing moves any more.
   *
   * @return whether the report is complete
   */
  boolean run() throws IOException, InterruptedException {
    Progress first = Progress.of(get(""));
    if (first.sent() > 0) {
      out.printf("flights: resuming at %,d of %,d sent%n", first.sent(), first.total());
    }
    post("/feed");
    long start = System.nanoTime();
    long changed = start;
    Progress last = first;
    while (true) {
      pause();
      Progress now = Progress.of(get(""));
      long time = System.nanoTime();
      if (!now.equals(last)) {
        changed = time;
        show(now, first, time - start);
      } else if (time - changed > QUIET.toNanos()) {
        String report = get("/report");
        boolean complete = report.contains("\"complete\":true");
        if (complete || time - changed > STUCK.toNanos()) {
          print(report, complete, now.stored() - first.stored(), changed - start);
          return complete;
        }
      }
      last = now;
    }
  }

  private void show(Progress now, Progress first, long nanos) {
    String text =
        String.format(
            Locale.ROOT,
            "flights: %,6d sent  %,6d stored  %,5d delays   %,d stored/s",
            now.sent(),
            now.stored(),
            now.delays(),
            (now.stored() - first.stored()) * 1_000_000_000L / Math.max(1, nanos));
    if (terminal) {
      out.print("\r" + text + "  ");
    } else if (System.nanoTime() - lastLine > LINE_EVERY.toNanos()) {
      out.println(text);
      lastLine = System.nanoTime();
    }
    out.flush();
  }

  private void print(String report, boolean complete, int stored, long nanos) {
    if (terminal) {
      out.println();
    }
    out.println();
    out.println("Flights report" + (complete ? "" : " (NOT COMPLETE: nothing moves any more)"));
    out.printf(
        "  %,d of %,d flights sent, %,d still waiting in the queue%n",
        number(report, "sent"), number(report, "total"), number(report, "waiting"));
    out.printf(
        "  %,d stored; %,d flights twice, %,d missing, %,d altered%n",
        number(report, "stored"),
        number(report, "storedTwice"),
        number(report, "notStored"),
        number(report, "altered"));
    Matcher subscriber = Pattern.compile("\\{\"name\":\"([^\"]+)\"([^}]*)}").matcher(report);
    while (subscriber.find()) {
      String of = subscriber.group(2);
      out.printf(
          "  subscriber %s: %,d of %,d received; %,d twice, %,d missing, %,d wrong%n",
          subscriber.group(1),
          number(of, "received"),
          number(of, "expected"),
          number(of, "twice"),
          number(of, "missing"),
          number(of, "wrong"));
    }
    if (stored > 0) {
      out.printf(
          Locale.ROOT, "  %,d stored in this run in %.1f s%n", stored, nanos / 1_000_000_000.0);
    }
    Matcher summary = Pattern.compile("\"summary\":\"([^\"]+)\"").matcher(report);
    if (summary.find()) {
      out.println("Result: " + summary.group(1));
    }
    out.flush();
  }

  private static int number(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    return Integer.parseInt(matcher.group(1));
  }

  private String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(api + path)).GET());
  }

  private void post(String path) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(api + path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request.timeout(Duration.ofSeconds(120)).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.uri() + " answered " + response.statusCode());
    }
    return response.body();
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(POLL.toMillis());
  }
}
