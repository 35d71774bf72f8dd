package org.rowmq.store.jpa;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.rowmq.store.jpa.Entities.MessageEntity;

/** A column of a message row, for statements that are not Hibernate's. */
record MessageColumn(String name, Type type, Function<MessageEntity, Object> value) {
  /** A type of the database, and the arrays that its driver sends as what they are. */
  enum Type {
    INT8(Long[]::new),
    INT4(Integer[]::new),
    INT2(Short[]::new),
    BOOL(Boolean[]::new),
    TEXT(String[]::new),
    BYTEA(byte[][]::new);

    final IntFunction<Object[]> array;

    Type(IntFunction<Object[]> array) {
      this.array = array;
    }

    String sql() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final List<MessageColumn> ALL =
      List.of(
          new MessageColumn("id", Type.INT8, row -> row.id),
          new MessageColumn("mailbox_id", Type.INT8, row -> row.mailboxId),
          new MessageColumn("state", Type.INT2, row -> row.state),
          new MessageColumn("turn", Type.INT2, row -> row.turn),
          new MessageColumn("owner", Type.INT8, row -> row.owner),
          new MessageColumn("wake_at", Type.INT8, row -> row.wakeAt),
          new MessageColumn("delivery_count", Type.INT4, row -> row.deliveryCount),
          new MessageColumn("failure_count", Type.INT4, row -> row.failureCount),
          new MessageColumn("message_id", Type.INT8, row -> row.messageId),
          new MessageColumn("persistent", Type.BOOL, row -> row.persistent),
          new MessageColumn("sent_at", Type.INT8, row -> row.sentAt),
          new MessageColumn("deliver_at", Type.INT8, row -> row.deliverAt),
          new MessageColumn("expires_at", Type.INT8, row -> row.expiresAt),
          new MessageColumn("correlation_id", Type.TEXT, row -> row.correlationId),
          new MessageColumn("jms_type", Type.TEXT, row -> row.jmsType),
          new MessageColumn("body_type", Type.INT2, row -> row.bodyType),
          new MessageColumn("body_length", Type.INT4, row -> row.bodyLength),
          new MessageColumn("content_id", Type.INT8, row -> row.contentId),
          new MessageColumn("content_headers", Type.INT4, row -> row.contentHeaders),
          new MessageColumn("headers", Type.BYTEA, row -> row.headers),
          new MessageColumn("body", Type.BYTEA, row -> row.body));

  /** A text for each column, with commas in between. */
  static String each(Function<MessageColumn, String> text) {
    return ALL.stream().map(text).collect(joining(", "));
  }

  /** The statement for one row. */
  static String insert(Names names) {
    return "insert into "
        + names.table("message")
        + " ("
        + each(MessageColumn::name)
        + ") values ("
        + each(column -> "?")
        + ")";
  }

  /**
   * Inserts rows as a batch. For a database in this process, where Hibernate would take as long as
   * the database.
   *
   * @param sql what {@link #insert(Names)} has said
   */
  static void insert(Connection connection, String sql, List<MessageEntity> rows)
      throws SQLException {
    insertValues(connection, sql, rows.stream().map(MessageColumn::values).toList());
  }

  /**
   * As {@link #insert(Connection, String, List)}.
   *
   * @param rows the values of each row
   */
  static void insertValues(Connection connection, String sql, List<Object[]> rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          statement.setObject(i + 1, row[i]);
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** The values of a row, of each of {@link #ALL}. */
  static Object[] values(MessageEntity row) {
    Object[] values = new Object[ALL.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ALL.get(i).value().apply(row);
    }
    return values;
  }
}
