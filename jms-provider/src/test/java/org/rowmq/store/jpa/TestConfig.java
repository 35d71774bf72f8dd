package org.rowmq.store.jpa;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.rowmq.store.Durability;
import org.rowmq.store.StoreConfig;

/**
 * How tests open a store: what most of them use, of which one changes what it is about. Not
 * thread-safe.
 */
public final class TestConfig {
  private StoreConfig.Database database;
  private String nodeName;
  private String schema;
  private String tablePrefix = "rowmq_";
  private Durability durability = Durability.POWER_LOSS;
  private Duration nodeTimeout = Duration.ofSeconds(30);
  private int maxGroupCount = 500;
  private long maxGroupBytes = 8L << 20;
  private long maxWaitingBytes = 64L << 20;
  private Duration waitTimeout = Duration.ofSeconds(10);
  private Duration slowCallThreshold = Duration.ofSeconds(1);
  private BooleanSupplier callerHasTransaction = () -> false;
  private ThreadFactory threads = Fixture::thread;

  private TestConfig() {}

  /** What most tests use. */
  public static TestConfig of(StoreConfig.Database database, String nodeName) {
    TestConfig made = new TestConfig();
    made.database = database;
    made.nodeName = nodeName;
    return made;
  }

  /** All as in another. */
  static TestConfig like(StoreConfig c) {
    TestConfig made = of(c.database(), c.nodeName());
    made.schema = c.schema();
    made.tablePrefix = c.tablePrefix();
    made.durability = c.durability();
    made.nodeTimeout = c.nodeTimeout();
    made.maxGroupCount = c.maxGroupCount();
    made.maxGroupBytes = c.maxGroupBytes();
    made.maxWaitingBytes = c.maxWaitingBytes();
    made.waitTimeout = c.waitTimeout();
    made.slowCallThreshold = c.slowCallThreshold();
    made.callerHasTransaction = c.callerHasTransaction();
    made.threads = c.threads();
    return made;
  }

  TestConfig nodeName(String name) {
    nodeName = name;
    return this;
  }

  TestConfig schema(String name) {
    schema = name;
    return this;
  }

  TestConfig tablePrefix(String prefix) {
    tablePrefix = prefix;
    return this;
  }

  public TestConfig durability(Durability wanted) {
    durability = wanted;
    return this;
  }

  TestConfig nodeTimeout(Duration timeout) {
    nodeTimeout = timeout;
    return this;
  }

  public TestConfig maxGroupCount(int most) {
    maxGroupCount = most;
    return this;
  }

  TestConfig maxWaitingBytes(long most) {
    maxWaitingBytes = most;
    return this;
  }

  public TestConfig waitTimeout(Duration timeout) {
    waitTimeout = timeout;
    return this;
  }

  TestConfig slowCallThreshold(Duration threshold) {
    slowCallThreshold = threshold;
    return this;
  }

  TestConfig callerHasTransaction(BooleanSupplier tells) {
    callerHasTransaction = tells;
    return this;
  }

  TestConfig threads(ThreadFactory factory) {
    threads = factory;
    return this;
  }

  /** As it is now. */
  public StoreConfig build() {
    return new StoreConfig(
        database,
        nodeName,
        schema,
        tablePrefix,
        durability,
        nodeTimeout,
        maxGroupCount,
        maxGroupBytes,
        maxWaitingBytes,
        waitTimeout,
        slowCallThreshold,
        callerHasTransaction,
        threads);
  }
}
