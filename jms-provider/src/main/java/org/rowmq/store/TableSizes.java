package org.rowmq.store;

import java.util.List;

/**
 * What the database itself says of the room its tables take; it does not count for that.
 *
 * @param databaseBytes of all files of the database, with whatever else is in it; {@link #UNKNOWN}
 *     where it does not say
 * @param tables whose names begin with the prefix of RowMQ's, by name
 */
public record TableSizes(long databaseBytes, List<Table> tables) {
  /** In place of a number that the database does not say. */
  public static final long UNKNOWN = -1;

  public TableSizes {
    tables = List.copyOf(tables);
  }

  /**
   * One table.
   *
   * @param name as the database has it
   * @param bytes with its indexes; or {@link #UNKNOWN}
   * @param rows an estimate of the database, which may be old; or {@link #UNKNOWN}
   */
  public record Table(String name, long bytes, long rows) {}
}
