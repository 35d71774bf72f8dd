package org.rowmq.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSource;
import org.rowmq.selector.SelectorSyntaxException;

/** What a selector costs: parsing it, and evaluating it for one message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SelectorBenchmark {
  private static final Map<String, Object> PROPERTIES =
      Map.of("region", "north", "amount", 1_250, "rate", 0.5, "urgent", true, "id", 17L);

  /** The selector measured. */
  @Param({
    "region = 'north'",
    "amount > 1000 AND urgent",
    "id BETWEEN 10 AND 20 OR region IN ('south', 'west')",
    "NOT (region LIKE 'so_th%') AND missing IS NULL"
  })
  public String text;

  private final SelectorSource source = PROPERTIES::get;
  private Selector selector;

  @Setup
  public void prepare() throws SelectorSyntaxException {
    selector = Selector.parse(text);
  }

  @Benchmark
  public boolean evaluate() {
    return selector.matches(source);
  }

  @Benchmark
  public Selector parse() throws SelectorSyntaxException {
    return Selector.parse(text);
  }
}
