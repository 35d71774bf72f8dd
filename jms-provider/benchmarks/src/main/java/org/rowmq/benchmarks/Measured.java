package org.rowmq.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;

/** What one run has found: numbers by name. */
final class Measured {
  /** Messages per second; what is compared. */
  static final String RATE = "rate";

  /** What a second part of the scenario has found, likewise. */
  static final String SECOND_RATE = "rate2";

  static final String P50 = "p50ms";
  static final String P99 = "p99ms";
  static final String P999 = "p999ms";
  static final String MAX = "maxms";
  static final String CPU = "cpu";
  static final String STATEMENTS = "statements";
  static final String SYNCS = "syncs";

  /** 1 when each message confirmed was forced to disk before, 0 when not; absent: not known. */
  static final String FORCED = "forced";

  private final Map<String, Double> numbers = new TreeMap<>();

  Measured with(String name, double value) {
    numbers.put(name, value);
    return this;
  }

  OptionalDouble get(String name) {
    Double value = numbers.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Map<String, Double> all() {
    return numbers;
  }

  /** All numbers of another, those of the same name replaced. */
  Measured and(Measured other) {
    numbers.putAll(other.numbers);
    return this;
  }

  void write(Path file) throws IOException {
    Properties all = new Properties();
    numbers.forEach((name, value) -> all.setProperty(name, value.toString()));
    try (Writer out = Files.newBufferedWriter(file)) {
      all.store(out, null);
    }
  }

  static Measured read(Path file) throws IOException {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    }
    Measured measured = new Measured();
    all.stringPropertyNames()
        .forEach(name -> measured.with(name, Double.parseDouble(all.getProperty(name))));
    return measured;
  }
}
