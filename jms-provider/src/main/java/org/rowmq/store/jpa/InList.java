package org.rowmq.store.jpa;

import java.util.Arrays;
import java.util.Collection;

/**
 * {@code (?, ?, ?, ?)}: a place for each id, and more up to a power of two, in which the last one
 * is repeated. Databases and drivers then see a handful of statements, which they parse once, and
 * not another one for each number of rows, let alone for each row.
 */
final class InList {
  private InList() {}

  /** The places for so many ids, at least one. */
  static String places(int ids) {
    return "(?" + ", ?".repeat(rounded(ids) - 1) + ")";
  }

  /** What is set in the places. */
  static long[] padded(Collection<Long> ids) {
    long[] values = new long[rounded(ids.size())];
    int place = 0;
    for (long id : ids) {
      values[place] = id;
      place++;
    }
    Arrays.fill(values, place, values.length, place == 0 ? 0 : values[place - 1]);
    return values;
  }

  private static int rounded(int ids) {
    return ids <= 1 ? 1 : Integer.highestOneBit(ids - 1) << 1;
  }
}
