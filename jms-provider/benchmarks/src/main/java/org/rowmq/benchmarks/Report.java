package org.rowmq.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tables in Markdown: per scenario a row per subject with medians over the rounds, then RowMQ's
 * ratios, each taken within a round, as min / median / max.
 */
final class Report {
  private static final Set<String> COLUMNS =
      Set.of(
          Measured.RATE,
          Measured.SECOND_RATE,
          Measured.P50,
          Measured.P99,
          Measured.P999,
          Measured.MAX,
          Measured.CPU,
          Measured.STATEMENTS,
          Measured.SYNCS,
          Measured.FORCED);

  private final PrintStream out;
  private final Map<Scenario, Map<Subject, Map<Integer, Measured>>> results =
      new EnumMap<>(Scenario.class);
  private final List<String> summary = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void add(Scenario scenario, Subject subject, int round, Measured measured) {
    results
        .computeIfAbsent(scenario, s -> new LinkedHashMap<>())
        .computeIfAbsent(subject, s -> new TreeMap<>())
        .put(round, measured);
    out.printf(
        Locale.ROOT, "  round %d %-24s %s%n", round + 1, subject.label(), format(measured.all()));
  }

  void failed(Scenario scenario, Subject subject) {
    out.println("  " + scenario.label() + " " + subject.label() + ": no result");
  }

  private static String format(Map<String, Double> numbers) {
    return numbers.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + number(entry.getValue()))
        .collect(Collectors.joining(" "));
  }

  void print(Scenario scenario) {
    Map<Subject, Map<Integer, Measured>> rows = results.getOrDefault(scenario, Map.of());
    out.printf("%n### %s: %s%n%n", scenario.label(), scenario.title());
    out.println(
        "| who | messages/s (min to max) | second (min to max) | p50 / p99 / p99.9 / max ms | CPU s | statements | syncs | forced |");
    out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    rows.keySet().stream()
        .sorted(java.util.Comparator.comparing(Subject::label).reversed())
        .forEach(subject -> out.println(row(subject, rows.get(subject).values())));
    out.println();
    for (Subject subject : rows.keySet()) {
      others(subject, rows.get(subject).values());
    }
    for (Subject subject : rows.keySet()) {
      if (subject.isRowmq()) {
        ratios(scenario, subject, rows);
      }
    }
    out.println();
  }

  private static String row(Subject subject, Iterable<Measured> runs) {
    return "| "
        + subject.label()
        + (subject.isForced() ? "" : " (not forced)")
        + " | "
        + spread(runs, Measured.RATE)
        + " | "
        + spread(runs, Measured.SECOND_RATE)
        + " | "
        + String.join(
            " / ",
            median(runs, Measured.P50),
            median(runs, Measured.P99),
            median(runs, Measured.P999),
            median(runs, Measured.MAX))
        + " | "
        + median(runs, Measured.CPU)
        + " | "
        + median(runs, Measured.STATEMENTS)
        + " | "
        + median(runs, Measured.SYNCS)
        + " | "
        + forced(runs)
        + " |";
  }

  private static String forced(Iterable<Measured> runs) {
    double[] values = values(runs, Measured.FORCED);
    if (values.length == 0) {
      return "";
    }
    return Arrays.stream(values).allMatch(value -> value == 1) ? "each" : "no";
  }

  private void others(Subject subject, Iterable<Measured> runs) {
    Set<String> names = new TreeSet<>();
    runs.forEach(measured -> names.addAll(measured.all().keySet()));
    names.removeAll(COLUMNS);
    if (!names.isEmpty()) {
      out.println(
          "- "
              + subject.label()
              + ": "
              + names.stream()
                  .map(name -> name + " " + spread(runs, name))
                  .collect(Collectors.joining(", ")));
    }
  }

  private void ratios(Scenario scenario, Subject ours, Map<Subject, Map<Integer, Measured>> rows) {
    for (String name : List.of(Measured.RATE, Measured.SECOND_RATE)) {
      ratio(
          scenario,
          ours,
          rows,
          name,
          "best of those forced to disk",
          subject -> subject.isForced());
      ratio(
          scenario,
          ours,
          rows,
          name,
          "best of those on the same database",
          subject -> subject.storage() == ours.storage());
    }
  }

  private void ratio(
      Scenario scenario,
      Subject ours,
      Map<Subject, Map<Integer, Measured>> rows,
      String name,
      String against,
      Predicate<Subject> chosen) {
    List<Double> ratios = new ArrayList<>();
    rows.get(ours)
        .forEach(
            (round, mine) -> {
              double best =
                  rows.entrySet().stream()
                      .filter(other -> !other.getKey().isRowmq() && chosen.test(other.getKey()))
                      .map(other -> other.getValue().get(round))
                      .filter(measured -> measured != null)
                      .map(measured -> measured.get(name))
                      .flatMapToDouble(OptionalDouble::stream)
                      .max()
                      .orElse(0);
              if (best > 0 && mine.get(name).isPresent()) {
                ratios.add(mine.get(name).getAsDouble() / best);
              }
            });
    if (ratios.isEmpty()) {
      return;
    }
    double[] sorted = ratios.stream().mapToDouble(r -> r).sorted().toArray();
    String line =
        String.format(
            Locale.ROOT,
            "| %s%s | %s | %s | %.2f / **%.2f** / %.2f |",
            scenario.label(),
            name.equals(Measured.RATE) ? "" : ", second",
            ours.label(),
            against,
            sorted[0],
            medianOf(sorted),
            sorted[sorted.length - 1]);
    out.println(line);
    summary.add(line);
  }

  /** All ratios. */
  void summary() {
    if (summary.isEmpty()) {
      return;
    }
    out.println("### Ratios\n\n| scenario | of | to | min / median / max |");
    out.println("| --- | --- | --- | --- |");
    summary.forEach(out::println);
  }

  private static double[] values(Iterable<Measured> runs, String name) {
    List<Double> values = new ArrayList<>();
    runs.forEach(measured -> measured.get(name).ifPresent(values::add));
    return values.stream().mapToDouble(v -> v).sorted().toArray();
  }

  private static String median(Iterable<Measured> runs, String name) {
    double[] values = values(runs, name);
    return values.length == 0 ? "-" : number(medianOf(values));
  }

  private static String spread(Iterable<Measured> runs, String name) {
    double[] values = values(runs, name);
    return switch (values.length) {
      case 0 -> "-";
      case 1 -> number(values[0]);
      default ->
          number(medianOf(values))
              + " ("
              + number(values[0])
              + " to "
              + number(values[values.length - 1])
              + ")";
    };
  }

  private static double medianOf(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
