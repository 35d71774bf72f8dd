package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.WarningView;

class WarningsTest {
  @RegisterExtension static final TwoNodes NODES = new TwoNodes();

  private static final Logger LOG = System.getLogger("org.rowmq.testing.warnings");

  private final Warnings warnings = new Warnings(text -> text.replace("hunter22", "***"));

  @BeforeEach
  void listen() {
    warnings.listen();
  }

  @AfterEach
  void close() {
    warnings.close();
  }

  /** What this test said; something else may have warned as well. */
  private List<WarningView> said() {
    return warnings.latest().stream().filter(w -> w.logger().equals(LOG.getName())).toList();
  }

  @Test
  void warningsAndErrorsAreHeardWithTheirExceptionAndWithoutSecrets() {
    long before = System.currentTimeMillis();
    LOG.log(Level.INFO, "no warning");
    LOG.log(Level.WARNING, "{0} failed with {1}", "queue://a", "hunter22");
    LOG.log(Level.ERROR, "cannot connect", new IllegalStateException("as sa:hunter22@db"));
    System.getLogger("com.example").log(Level.WARNING, "of somebody else");

    assertThat(said())
        .extracting(WarningView::level, WarningView::text)
        .containsExactly(
            tuple("ERROR", "cannot connect: java.lang.IllegalStateException: as sa:***@db"),
            tuple("WARNING", "queue://a failed with ***"));
    assertThat(said().get(0).at()).isBetween(before, System.currentTimeMillis());
    assertThat(warnings.latest()).noneMatch(w -> w.logger().equals("com.example"));
  }

  @Test
  void theLatestAreHeldAndNoneIsLong() {
    for (int i = 0; i < 2 * Warnings.MOST; i++) {
      LOG.log(Level.WARNING, "warning " + i + " " + "x".repeat(2_000));
    }
    assertThat(warnings.latest()).hasSize(Warnings.MOST);
    assertThat(said().get(0).text()).startsWith("warning 99 ").hasSize(500).endsWith("…");
  }

  @Test
  void whoIsClosedHearsNothingMore() {
    warnings.close();
    LOG.log(Level.WARNING, "too late");
    assertThat(said()).isEmpty();
  }

  @Test
  void operatorsSeeThoseOfAllNodesAndViewersNone() {
    for (int i = 1; i <= 7; i++) {
      LOG.log(Level.WARNING, "number {0}", i);
    }
    List<WarningView> heard = said();
    NODES.console().warnedBy(() -> heard);
    NODES.other().warnedBy(() -> heard);
    assertThat(NODES.console().node(OPERATOR, "here").warnings()).isEqualTo(heard).hasSize(7);
    await()
        .untilAsserted(
            () ->
                assertThat(NODES.console().node(OPERATOR, "there").warnings())
                    .extracting(WarningView::text)
                    .containsExactly("number 7", "number 6", "number 5", "number 4", "number 3"));
    for (String node : List.of("here", "there")) {
      assertThat(NODES.console().node(VIEWER, node).warnings()).isEmpty();
    }
  }
}
