package org.rowmq.store;

import java.util.List;

/**
 * One database with RowMQ's tables, opened by one node. Thread-safe. {@link #close()} waits for
 * units being written, then gives everything back; calls after it throw {@link
 * StoreClosedException}.
 */
public interface Store extends AutoCloseable {

  /** What was opened. */
  StoreInfo info();

  /** Message rows. */
  MessageStore messages();

  /** Destinations and subscriptions. */
  CatalogStore catalog();

  /** What was noted of messages that were given up. */
  DeadLetterStore deadLetters();

  /** Nodes, client identifiers and the database's clock. */
  NodeStore nodes();

  /** Prepared transaction branches. */
  BranchStore branches();

  /** Console users and the audit trail. */
  AdministrationStore administration();

  /** Users of messaging clients, and what they may do. */
  AccessStore access();

  /** Settings that were changed at run time. */
  SettingStore settings();

  /** Points of the console's charts. */
  HistoryStore history();

  /** What this store has done since it was opened, from memory. */
  StoreStatistics statistics();

  /** The latest calls to the database that took long, the newest first; from memory. */
  List<SlowCall> slowCalls();

  /**
   * How large the tables are; asks the database, which does not count for that.
   *
   * @throws StoreException when it does not answer, or not this user
   */
  TableSizes sizes();

  /** New unique time-ordered id, without a call to the database. */
  long nextId();

  @Override
  void close();
}
