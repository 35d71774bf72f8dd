package org.rowmq.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What to measure.
 *
 * @param scenarios which scenarios
 * @param subjects which providers on which storages
 * @param rounds how often each is run
 * @param seconds length of a measurement, without the warm-up
 * @param warmUp seconds of processor time, of the measured JVM, before it that do not count
 * @param messages how many, for scenarios that fill a queue; 0 for the scenario's own number
 * @param heap megabytes of the measured JVM's heap
 * @param syncDelayMicros what is added to every fsync and fdatasync
 * @param strace whether system calls are counted with strace, which slows everything down
 * @param profile whether RowMQ's runs are recorded with Java Flight Recorder
 * @param seed of the order of the runs
 */
record Options(
    List<Scenario> scenarios,
    List<Subject> subjects,
    int rounds,
    int seconds,
    int warmUp,
    long messages,
    int heap,
    long syncDelayMicros,
    boolean strace,
    boolean profile,
    long seed) {

  static final String USAGE =
      """
      Usage: ./rowmq bench [options]

      Measures RowMQ beside other providers through the Jakarta Messaging API and prints tables.

        --scenario LIST   of: %s
                          or a group: all (those of docs/benchmarks.md), scale (RowMQ alone, in depth)
        --peers LIST      of: artemis, artemis-jdbc, kahadb, activemq-jdbc, and artemis-acks, kahadb-acks, which wait
                          until acknowledgements are stored, too; or none (RowMQ alone); default all
        --database LIST   of: h2, postgresql; default both
        --rounds N        runs of each (default 3)
        --seconds S       length of each measurement (default 5)
        --warmup S        processor seconds before it that do not count (default 6; half a minute, or twice as
                          many seconds, at most)
        --messages N      of scenarios that fill a queue (default: the scenario's own)
        --heap MB         heap of the measured JVM (default 2048; scale scenarios have their own)
        --sync-delay MS   added to every fsync and fdatasync, as on a slower disk (needs gcc)
        --strace          count system calls with strace as well: slows everything, measure nothing else
        --profile         record RowMQ's runs with Java Flight Recorder
        --seed N          order of the runs (default: random, printed)
        --jmh [PATTERN]   microbenchmarks of selectors and message encoding instead
      """
          .formatted(Scenario.labels());

  static Options parse(List<String> arguments) {
    List<Scenario> scenarios = Scenario.group("all");
    List<Subject.Provider> peers = List.of(Subject.Provider.values());
    List<Subject.Storage> databases = List.of(Subject.Storage.H2, Subject.Storage.POSTGRESQL);
    int rounds = 3;
    int seconds = 5;
    int warmUp = 6;
    long messages = 0;
    int heap = 0;
    long delay = 0;
    boolean strace = false;
    boolean profile = false;
    long seed = RandomGenerator.getDefault().nextInt(1_000_000);
    var left = new ArrayList<>(arguments).listIterator();
    while (left.hasNext()) {
      String option = left.next();
      switch (option) {
        case "--scenario" ->
            scenarios =
                list(value(option, left), Scenario::group).stream().flatMap(List::stream).toList();
        case "--peers" -> peers = peers(value(option, left));
        case "--database" -> databases = list(value(option, left), Subject.Storage::of);
        case "--rounds" -> rounds = (int) number(option, value(option, left), 1, 1000);
        case "--seconds" -> seconds = (int) number(option, value(option, left), 1, 86_400);
        case "--warmup" -> warmUp = (int) number(option, value(option, left), 0, 3_600);
        case "--messages" -> messages = number(option, value(option, left), 1, 1_000_000_000);
        case "--heap" -> heap = (int) number(option, value(option, left), 64, 1_000_000);
        case "--sync-delay" -> delay = Math.round(decimal(option, value(option, left)) * 1000);
        case "--strace" -> strace = true;
        case "--profile" -> profile = true;
        case "--seed" -> seed = number(option, value(option, left), 0, Long.MAX_VALUE);
        default -> throw new UsageException("unknown option '" + option + "'");
      }
    }
    return new Options(
        scenarios,
        Subject.of(peers, databases),
        rounds,
        seconds,
        warmUp,
        messages,
        heap,
        delay,
        strace,
        profile,
        seed);
  }

  private static List<Subject.Provider> peers(String value) {
    List<Subject.Provider> peers = new ArrayList<>();
    peers.add(Subject.Provider.ROWMQ);
    if (!value.equals("none")) {
      list(value, Subject.Provider::of).stream()
          .filter(p -> !peers.contains(p))
          .forEach(peers::add);
    }
    return peers;
  }

  private static <T> List<T> list(String value, Function<String, T> each) {
    return Arrays.stream(value.split(",")).map(String::strip).map(each).toList();
  }

  private static String value(String option, java.util.Iterator<String> left) {
    if (!left.hasNext()) {
      throw new UsageException(option + " needs a value");
    }
    return left.next();
  }

  private static long number(String option, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new UsageException(option + " needs a number, not '" + value + "'");
    }
    throw new UsageException(option + " must be from " + least + " to " + most + ", not " + value);
  }

  private static double decimal(String option, String value) {
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number <= 1000) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new UsageException(option + " needs a number of milliseconds, not '" + value + "'");
    }
    throw new UsageException(option + " must be from 0 to 1000 milliseconds, not " + value);
  }
}
