package org.rowmq.store.jpa;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.rowmq.store.Settlement;
import org.rowmq.store.jpa.Entities.MessageEntity;

/**
 * What a group of units has done, as a redo log keeps it: the message rows that it has added, each
 * with the values of {@link MessageColumn#ALL}, and the ids of those that it has deleted.
 *
 * @param rows the values of each row
 */
record RedoContent(List<Object[]> rows, List<Long> deleted) {
  /** Whether units do nothing else. */
  static boolean describes(List<Pending> units) {
    return units.stream().allMatch(RedoContent::describes);
  }

  private static boolean describes(Pending pending) {
    return pending.unit.attempts().isEmpty()
        && pending.unit.audits().isEmpty()
        && pending.unit.settlements().stream().allMatch(RedoContent::isPlainDelete)
        && !UnitSql.needsContent(pending);
  }

  private static boolean isPlainDelete(Settlement settlement) {
    return settlement instanceof Settlement.Accepted accepted
        && !IdGenerator.hasContent(accepted.id());
  }

  /**
   * @param rows that were added for the units
   */
  static RedoContent of(List<Pending> units, List<MessageEntity> rows) {
    return new RedoContent(
        rows.stream().map(MessageColumn::values).toList(),
        units.stream()
            .flatMap(pending -> pending.unit.settlements().stream())
            .map(Settlement::id)
            .toList());
  }

  ByteBuffer bytes() {
    ByteBuffer data = ByteBuffer.allocate(length());
    data.putInt(rows.size());
    for (Object[] row : rows) {
      data.putInt(missing(row));
      for (int i = 0; i < row.length; i++) {
        if (row[i] != null) {
          put(data, MessageColumn.ALL.get(i).type(), row[i]);
        }
      }
    }
    data.putInt(deleted.size());
    deleted.forEach(data::putLong);
    return data.flip();
  }

  private int length() {
    int length = 2 * Integer.BYTES + deleted.size() * Long.BYTES;
    for (Object[] row : rows) {
      length += Integer.BYTES;
      for (Object value : row) {
        length += length(value);
      }
    }
    return length;
  }

  private static int length(Object value) {
    if (value instanceof String text) {
      return Integer.BYTES + text.length() * Character.BYTES;
    } else if (value instanceof byte[] bytes) {
      return Integer.BYTES + bytes.length;
    } else if (value instanceof Long) {
      return Long.BYTES;
    } else if (value instanceof Integer) {
      return Integer.BYTES;
    } else if (value instanceof Short) {
      return Short.BYTES;
    } else if (value instanceof Boolean) {
      return Byte.BYTES;
    } else if (value == null) {
      return 0;
    }
    throw new IllegalArgumentException("a value of " + value.getClass());
  }

  /** A bit for each column without a value. */
  private static int missing(Object[] row) {
    int bits = 0;
    for (int i = 0; i < row.length; i++) {
      bits |= row[i] == null ? 1 << i : 0;
    }
    return bits;
  }

  private static void put(ByteBuffer data, MessageColumn.Type type, Object value) {
    switch (type) {
      case INT8 -> data.putLong((Long) value);
      case INT4 -> data.putInt((Integer) value);
      case INT2 -> data.putShort((Short) value);
      case BOOL -> data.put((byte) ((Boolean) value ? 1 : 0));
      // as it is in memory: not every text of Java is one of UTF-8
      case TEXT -> {
        String text = (String) value;
        data.putInt(text.length());
        data.asCharBuffer().put(text);
        data.position(data.position() + text.length() * Character.BYTES);
      }
      case BYTEA -> data.putInt(((byte[]) value).length).put((byte[]) value);
    }
  }

  static RedoContent read(ByteBuffer content) {
    ByteBuffer data = content.duplicate();
    List<Object[]> rows = new ArrayList<>();
    for (int left = data.getInt(); left > 0; left--) {
      int missing = data.getInt();
      Object[] row = new Object[MessageColumn.ALL.size()];
      for (int i = 0; i < row.length; i++) {
        if ((missing & 1 << i) == 0) {
          row[i] = get(data, MessageColumn.ALL.get(i).type());
        }
      }
      rows.add(row);
    }
    List<Long> deleted = new ArrayList<>();
    for (int left = data.getInt(); left > 0; left--) {
      deleted.add(data.getLong());
    }
    return new RedoContent(rows, deleted);
  }

  private static Object get(ByteBuffer data, MessageColumn.Type type) {
    return switch (type) {
      case INT8 -> data.getLong();
      case INT4 -> data.getInt();
      case INT2 -> data.getShort();
      case BOOL -> data.get() != 0;
      case TEXT -> {
        char[] text = new char[data.getInt()];
        data.asCharBuffer().get(text);
        data.position(data.position() + text.length * Character.BYTES);
        yield new String(text);
      }
      case BYTEA -> {
        byte[] bytes = new byte[data.getInt()];
        data.get(bytes);
        yield bytes;
      }
    };
  }

  /** Does it again. */
  void redo(Connection connection, Names names) throws SQLException {
    MessageColumn.insertValues(connection, MessageColumn.insert(names), rows);
    try (PreparedStatement statement =
        connection.prepareStatement("delete from " + names.table("message") + " where id = ?")) {
      for (long id : deleted) {
        statement.setLong(1, id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
