package org.rowmq.management;

import java.util.List;

/**
 * What the database says of the room it takes; at most a minute old.
 *
 * @param databaseBytes of all its files, with whatever else is in it; -1 where it does not say
 * @param tables those of RowMQ, by name; empty when it cannot be asked
 */
public record StorageView(long databaseBytes, List<Table> tables) {
  /** Nothing is known. */
  public static final StorageView UNKNOWN = new StorageView(-1, List.of());

  public StorageView {
    tables = List.copyOf(tables);
  }

  /**
   * A table.
   *
   * @param name as the database has it
   * @param bytes with its indexes; -1 where the database does not say
   * @param rows an estimate of the database, which may be old; -1 where it has none
   */
  public record Table(String name, long bytes, long rows) {}
}
