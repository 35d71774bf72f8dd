package org.rowmq.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.rowmq.conformance.ConformanceTable.Result;

/** Writes {@code docs/conformance.md} when all classes with a {@link Section} have been run. */
public final class ConformanceListener implements TestExecutionListener {
  static final Path DOCUMENT = Path.of("..", "docs", "conformance.md");

  private static final Map<String, Result> RESULTS = new ConcurrentHashMap<>();

  private volatile TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    String type = classOf(identifier);
    // a container counts only if it fails itself, as a class whose preparation fails does
    if (type != null && (identifier.isTest() || !success)) {
      RESULTS.merge(type, new Result(0, 0).plus(success), (before, one) -> before.plus(success));
    }
  }

  private String classOf(TestIdentifier identifier) {
    for (TestIdentifier each = identifier; each != null; each = plan.getParent(each).orElse(null)) {
      var source = each.getSource().orElse(null);
      if (source instanceof MethodSource method) {
        return method.getClassName();
      }
      if (source instanceof ClassSource type) {
        return type.getClassName();
      }
    }
    return null;
  }

  @Override
  public void testPlanExecutionFinished(TestPlan finished) {
    boolean complete =
        ConformanceTable.classes().stream().allMatch(type -> RESULTS.containsKey(type.getName()));
    if (!complete || !Files.isDirectory(DOCUMENT.getParent())) {
      return;
    }
    String text = ConformanceTable.render(RESULTS);
    try {
      if (!Files.exists(DOCUMENT) || !Files.readString(DOCUMENT).equals(text)) {
        Files.writeString(DOCUMENT, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
