package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads OpenMetrics text as strictly as the standard (1.0) has it: metadata before samples, no
 * family twice or interleaved, suffixes by type, escaped labels, no series twice, histograms
 * cumulative and complete, the end marked.
 */
final class OpenMetricsFormat {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (gauge|counter|histogram|info)");
  private static final Pattern UNIT = Pattern.compile("# UNIT (" + NAME + ") ([a-z]+)");
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(.*)})? ([^ ]+)", Pattern.DOTALL);
  private static final Pattern LABEL =
      Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");
  private static final Map<String, Set<String>> SUFFIXES =
      Map.of(
          "gauge", Set.of(""),
          "counter", Set.of("_total"),
          "info", Set.of("_info"),
          "histogram", Set.of("_bucket", "_count", "_sum"));

  /** Value by sample name and labels. */
  final Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();

  private final Map<String, String> types = new LinkedHashMap<>();
  private String family;

  private OpenMetricsFormat() {}

  static OpenMetricsFormat read(String text) {
    OpenMetricsFormat format = new OpenMetricsFormat();
    require(text.endsWith("\n# EOF\n"), "does not end with # EOF");
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    lines.subList(lines.size() - 2, lines.size()).clear();
    lines.forEach(format::line);
    format.checkHistograms();
    return format;
  }

  /** The one value of a metric with at least these labels. */
  double value(String name, String... namesAndValues) {
    List<Double> found = new ArrayList<>();
    samples
        .getOrDefault(name, Map.of())
        .forEach(
            (labels, value) -> {
              boolean matches = true;
              for (int i = 0; i < namesAndValues.length; i += 2) {
                matches &= namesAndValues[i + 1].equals(labels.get(namesAndValues[i]));
              }
              if (matches) {
                found.add(value);
              }
            });
    require(found.size() == 1, name + " has " + found.size() + " such series");
    return found.get(0);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }

  private void line(String line) {
    if (line.startsWith("# TYPE ")) {
      Matcher type = matching(TYPE, line);
      family = type.group(1);
      require(types.put(family, type.group(2)) == null, "twice: " + line);
    } else if (line.startsWith("# UNIT ")) {
      Matcher unit = matching(UNIT, line);
      require(unit.group(1).equals(family), "not of this family: " + line);
      require(family.endsWith("_" + unit.group(2)), "the name does not end so: " + line);
    } else if (line.startsWith("# HELP ")) {
      require(matching(HELP, line).group(1).equals(family), "not of this family: " + line);
    } else {
      sample(matching(SAMPLE, line));
    }
  }

  private static Matcher matching(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    require(matcher.matches(), "malformed: " + line);
    return matcher;
  }

  private void sample(Matcher line) {
    String name = line.group(1);
    String text = line.group(0);
    require(family != null && name.startsWith(family), "outside its family: " + text);
    String type = types.get(family);
    require(SUFFIXES.get(type).contains(name.substring(family.length())), "suffix: " + text);
    Map<String, String> labels = labels(line.group(2));
    double value = number(line.group(3));
    boolean cumulative = !type.equals("gauge");
    require(!cumulative || value >= 0, "negative: " + text);
    Map<Map<String, String>, Double> series =
        samples.computeIfAbsent(name, each -> new LinkedHashMap<>());
    require(series.put(labels, value) == null, "twice: " + text);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (text == null) {
      return labels;
    }
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (label.find()) {
      String value =
          label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
      require(labels.put(label.group(1), value) == null, "label twice: " + text);
      end = label.end();
    }
    require(end == text.length() && !text.endsWith(","), "labels: " + text);
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private void checkHistograms() {
    types.forEach(
        (name, type) -> {
          if (type.equals("histogram")) {
            checkHistogram(name);
          }
        });
  }

  private void checkHistogram(String name) {
    Map<Map<String, String>, Double> last = new LinkedHashMap<>();
    Map<Map<String, String>, Double> lastBound = new LinkedHashMap<>();
    samples
        .get(name + "_bucket")
        .forEach(
            (labels, count) -> {
              Map<String, String> series = new LinkedHashMap<>(labels);
              double bound = number(series.remove("le"));
              Double before = lastBound.put(series, bound);
              require(before == null || before < bound, name + " bounds do not rise");
              Double fewer = last.put(series, count);
              require(fewer == null || fewer <= count, name + " is not cumulative");
            });
    Set<Map<String, String>> series = new HashSet<>(last.keySet());
    require(series.equals(samples.get(name + "_sum").keySet()), name + " lacks a sum");
    last.forEach(
        (labels, count) -> {
          require(lastBound.get(labels) == Double.POSITIVE_INFINITY, name + " lacks +Inf");
          require(count.equals(samples.get(name + "_count").get(labels)), name + " count");
        });
  }
}
