package org.rowmq.store.jpa;

import java.io.ByteArrayOutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
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

  private final String select;
  private final String delete;

  ContentSql(Names names) {
    select = "select data from " + names.table("content") + " where id = ? order by part";
    delete = "delete from " + names.table("content") + " where id = ?";
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
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (headersInContent(envelope, INLINE_LIMIT) > 0) {
      all.writeBytes(envelope.headers());
    }
    if (envelope.body() != null) {
      all.writeBytes(envelope.body());
    }
    byte[] bytes = all.toByteArray();
    for (int part = 0, from = 0; from < bytes.length; part++, from += PART_BYTES) {
      Entities.ContentEntity row = new Entities.ContentEntity();
      row.id = id;
      row.part = part;
      row.firstRow = firstRow;
      row.lastRow = lastRow;
      row.data =
          java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES));
      tx.session().insert(row);
    }
  }

  /** All bytes of a content; empty when it has gone meanwhile. */
  byte[] load(Tx tx, long id) throws SQLException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PreparedStatement statement = tx.connection().prepareStatement(select)) {
      statement.setLong(1, id);
      try (ResultSet parts = statement.executeQuery()) {
        while (parts.next()) {
          bytes.writeBytes(parts.getBytes(1));
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Deletes what deleted rows had to themselves. */
  void deleteOf(Tx tx, Collection<Long> deletedRows) throws SQLException {
    if (deletedRows.stream().noneMatch(IdGenerator::hasContent)) {
      return;
    }
    try (PreparedStatement statement = tx.connection().prepareStatement(delete)) {
      for (long id : deletedRows) {
        if (IdGenerator.hasContent(id)) {
          statement.setLong(1, id);
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }
}
