package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A selector is parsed once; to evaluate it for a message costs no memory. */
class SelectorAllocationTest {
  private static final int EVALUATIONS = 20_000;

  /**
   * What the thread may allocate for other reasons in all these evaluations: less than a byte each.
   */
  private static final long NOISE_BYTES = EVALUATIONS / 2;

  private static final Map<String, Object> PROPERTIES =
      Map.of("region", "north", "amount", 1_250, "rate", 0.5, "urgent", true, "id", 17L);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region = 'north'",
        "amount > 1000 AND urgent",
        "id BETWEEN 10 AND 20 OR region IN ('south', 'west')",
        "NOT (region LIKE 'so_th%') AND missing IS NULL",
        "rate < 1 AND amount <> 7"
      })
  void evaluationAllocatesNothing(String text) throws SelectorSyntaxException {
    Selector selector = Selector.parse(text);
    SelectorSource source = PROPERTIES::get;
    for (int i = 0; i < EVALUATIONS; i++) {
      assertThatMatches(selector, source);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < EVALUATIONS; i++) {
      assertThatMatches(selector, source);
    }
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(NOISE_BYTES);
  }

  private static void assertThatMatches(Selector selector, SelectorSource source) {
    if (!selector.matches(source)) {
      throw new AssertionError(selector + " does not match");
    }
  }
}
