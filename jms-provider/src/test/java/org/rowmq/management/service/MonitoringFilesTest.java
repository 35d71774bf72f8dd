package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.management.MetricFamily;
import org.yaml.snakeyaml.Yaml;

/** What docs/observability has for Prometheus and Grafana, against what a node really shows. */
class MonitoringFilesTest {
  private static final Path FILES = Path.of("..", "docs", "observability");
  private static final Pattern NAME = Pattern.compile("\\b(?:messaging|rowmq)_[a-z_]+\\b");
  private static final Set<String> LABELS =
      Set.of(
          "messaging_destination_name", "messaging_destination_kind", "messaging_operation_name");

  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static Set<String> shown() {
    Set<String> names = new TreeSet<>();
    for (MetricFamily family : NODE.management().metrics(ManagedNode.VIEWER)) {
      String name = family.name();
      switch (family.kind()) {
        case GAUGE -> names.add(name);
        case COUNTER -> names.add(name + "_total");
        case INFO -> names.add(name + "_info");
        case HISTOGRAM -> names.addAll(List.of(name + "_bucket", name + "_count", name + "_sum"));
      }
    }
    return names;
  }

  /** All values of these keys, at whatever depth. */
  private static List<String> values(Object node, Set<String> keys) {
    List<String> found = new ArrayList<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (keys.contains(key) && value instanceof String text) {
              found.add(text);
            }
            found.addAll(values(value, keys));
          });
    } else if (node instanceof List<?> list) {
      list.forEach(each -> found.addAll(values(each, keys)));
    }
    return found;
  }

  private static Set<String> names(Stream<String> expressions) {
    Set<String> names = new TreeSet<>();
    expressions.forEach(
        text -> {
          Matcher matcher = NAME.matcher(text);
          while (matcher.find()) {
            names.add(matcher.group());
          }
        });
    names.removeAll(LABELS);
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "dashboard.json"})
  void everyMetricNamedIsShownByANode(String file) throws IOException {
    Object document = new Yaml().load(Files.readString(FILES.resolve(file))); // JSON is YAML

    Set<String> named = names(values(document, Set.of("expr", "query")).stream());

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(shown()).containsAll(named);
  }

  @Test
  void everyMetricOfANodeIsInTheDocumentation() throws IOException {
    String text = Files.readString(FILES.resolveSibling("observability.md"));
    Set<String> documented = new TreeSet<>();
    Matcher name = Pattern.compile("`([a-z_]+)`").matcher(text);
    while (name.find()) {
      documented.add(name.group(1));
    }

    assertThat(documented)
        .containsAll(
            NODE.management().metrics(ManagedNode.VIEWER).stream()
                .map(
                    family ->
                        switch (family.kind()) {
                          case COUNTER -> family.name() + "_total";
                          case INFO -> family.name() + "_info";
                          case GAUGE, HISTOGRAM -> family.name();
                        })
                .toList());
  }
}
