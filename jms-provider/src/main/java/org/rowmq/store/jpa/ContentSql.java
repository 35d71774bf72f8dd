package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.store.Envelope;

/**
 * Bodies that are not in the message row: large ones, and those of a message in several mailboxes.
 * They are cut into parts, so that no database's limit on a value or a packet matters. The bytes
 * are {@code content_headers} bytes of headers, if those were too large for the row, then the body.
 *
 * <p>A body with one row has that row's id, so that whoever deletes the row deletes it too, without
 * asking. A shared one is found by {@link SweepSql} when its last row has gone.
 */
final class ContentSql {
  /** Larger than this, headers or body leave the row. */
  static final int INLINE_LIMIT = 64 * 1024;

  private static final int PART_BYTES = 512 * 1024;

  /** How many parts one statement or batch changes. */
  private static final int PARTS_AT_A_TIME = 8;

  private final String select;
  private final String selectSmall;
  private final String delete;

  ContentSql(Names names) {
    select = "select data from " + names.table("content") + " where id = ? order by part";
    selectSmall = "select id, data from " + names.table("content") + " where part = 0 and id in ";
    delete = "delete from " + names.table("content") + " where id = ? and part >= ? and part < ?";
  }

  static boolean isLarge(Envelope envelope, int inlineLimit) {
    return bodyLength(envelope) > inlineLimit || envelope.headers().length > inlineLimit;
  }

  static int bodyLength(Envelope envelope) {
    return envelope.body() == null ? -1 : envelope.body().length;
  }

  /** How many bytes of the headers are in the content. */
  static int headersInContent(Envelope envelope, int inlineLimit) {
    return envelope.headers().length > inlineLimit ? envelope.headers().length : 0;
  }

  static void insert(Tx tx, long id, long firstRow, long lastRow, Envelope envelope) {
    int headers = headersInContent(envelope, INLINE_LIMIT);
    int body = Math.max(0, bodyLength(envelope));
    for (int part = 0, from = 0; from < headers + body; part++, from += PART_BYTES) {
      Entities.ContentEntity row = new Entities.ContentEntity();
      row.id = id;
      row.part = part;
      row.firstRow = firstRow;
      row.lastRow = lastRow;
      row.data = slice(envelope, headers, from, Math.min(headers + body, from + PART_BYTES));
      tx.session().insert(row);
      if (part % PARTS_AT_A_TIME == PARTS_AT_A_TIME - 1) {
        tx.flush();
      }
    }
  }

  /** The bytes {@code from} to {@code to} of what would be the headers followed by the body. */
  private static byte[] slice(Envelope envelope, int headers, int from, int to) {
    byte[] slice = new byte[to - from];
    int ofHeaders = Math.max(0, Math.min(to, headers) - from);
    if (ofHeaders > 0) {
      System.arraycopy(envelope.headers(), from, slice, 0, ofHeaders);
    }
    if (ofHeaders < slice.length) {
      System.arraycopy(
          envelope.body(), from + ofHeaders - headers, slice, ofHeaders, slice.length - ofHeaders);
    }
    return slice;
  }

  /** All bytes of a content; empty when it has gone meanwhile. */
  byte[] load(Tx tx, long id) throws SQLException {
    List<byte[]> slices = new ArrayList<>();
    int length = 0;
    try (PreparedStatement statement = tx.connection().prepareStatement(select)) {
      statement.setLong(1, id);
      try (ResultSet parts = statement.executeQuery()) {
        while (parts.next()) {
          byte[] slice = parts.getBytes(1);
          slices.add(slice);
          length += slice.length;
        }
      }
    }
    if (slices.size() == 1) {
      return slices.get(0);
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] slice : slices) {
      System.arraycopy(slice, 0, all, at, slice.length);
      at += slice.length;
    }
    return all;
  }

  /** Contents of one part each, by id; those that have gone meanwhile are left out. */
  Map<Long, byte[]> loadSmall(Tx tx, Collection<Long> ids) throws SQLException {
    Map<Long, byte[]> found = new HashMap<>();
    for (List<Long> slice : PageSql.slices(ids)) {
      try (PreparedStatement statement =
          tx.connection().prepareStatement(selectSmall + InList.places(slice.size()))) {
        Tx.bind(statement, InList.padded(slice));
        try (ResultSet contents = statement.executeQuery()) {
          while (contents.next()) {
            found.put(contents.getLong(1), contents.getBytes(2));
          }
        }
      }
    }
    return found;
  }

  /** Deletes what deleted rows had to themselves. */
  void deleteOf(Tx tx, Collection<Long> deletedRows) throws SQLException {
    delete(tx, deletedRows.stream().filter(IdGenerator::hasContent).toList());
  }

  /**
   * Deletes contents, some parts at a time: a database that keeps what a statement changes in
   * memory then never holds a whole large body.
   */
  void delete(Tx tx, List<Long> contents) throws SQLException {
    List<Long> left = contents;
    for (int from = 0; !left.isEmpty(); from += PARTS_AT_A_TIME) {
      try (PreparedStatement statement = tx.connection().prepareStatement(delete)) {
        for (long id : left) {
          statement.setLong(1, id);
          statement.setInt(2, from);
          statement.setInt(3, from + PARTS_AT_A_TIME);
          statement.addBatch();
        }
        left = withMore(left, statement.executeBatch());
      }
    }
  }

  private static List<Long> withMore(List<Long> contents, int[] deleted) {
    List<Long> more = new ArrayList<>();
    for (int i = 0; i < deleted.length; i++) {
      if (deleted[i] == PARTS_AT_A_TIME) {
        more.add(contents.get(i));
      }
    }
    return more;
  }
}
