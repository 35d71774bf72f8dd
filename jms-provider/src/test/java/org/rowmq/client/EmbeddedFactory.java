package org.rowmq.client;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rowmq.testing.Directories;

/** One node on a fresh embedded database for the tests of a class. */
public final class EmbeddedFactory implements BeforeAllCallback, AfterAllCallback {
  private final Map<String, String> settings;
  private Path directory;
  private RowmqConnectionFactory factory;

  public EmbeddedFactory() {
    this(Map.of());
  }

  public EmbeddedFactory(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    directory = Directories.fresh(context.getRequiredTestClass().getSimpleName());
    factory = open();
  }

  private RowmqConnectionFactory open() {
    Map<String, String> all = new HashMap<>(settings);
    all.put("dataDirectory", directory.toString());
    all.putIfAbsent("nodeName", "test");
    return RowmqConnectionFactory.of(all);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    factory.close();
    Directories.delete(directory);
  }

  public RowmqConnectionFactory get() {
    return factory;
  }

  /** Closes the node and opens it again on the same data. */
  public void restart() {
    factory.close();
    factory = open();
  }
}
