package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.AvailableRow;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoredMessage;

/**
 * Reads rows within bounds. Drivers buffer a whole result, so rows are asked for in slices: what is
 * read beyond {@code maxBytes} is a slice at most. A content is loaded only for a row that is
 * returned.
 *
 * <p>The columns before {@code turn} are in the ORDER BY, although they are constant, because H2
 * uses the index for the order only then.
 */
final class PageSql {
  static final String DELIVERY_ORDER = " order by mailbox_id, state, turn, id";

  private static final int AVAILABLE = MessageState.AVAILABLE.code();
  private static final int FIRST_SLICE = 128;
  private static final int SLICE = 512;

  private final ContentSql content;
  private final boolean comparesRows;
  private final String page;
  private final String byId;
  private final String available;

  PageSql(Database database) {
    Names names = database.names();
    content = new ContentSql(names);
    comparesRows = database.dialect().comparesRows();
    String from = "select " + MessageRows.COLUMNS + " from " + names.table("message");
    page =
        from
            + (comparesRows
                ? between("(?, " + AVAILABLE + ", ?, ?)", "(?, " + AVAILABLE + ", ? + 1, 0)")
                : " where mailbox_id = ? and state = " + AVAILABLE + " and turn = ? and id > ?")
            + DELIVERY_ORDER
            + " limit ?";
    byId = from + " where id in ";
    available =
        "select id, turn, body_length from "
            + names.table("message")
            + whereAvailable()
            + DELIVERY_ORDER
            + " limit ?";
  }

  private static String between(String before, String behind) {
    String columns = "(mailbox_id, state, turn, id)";
    return " where " + columns + " > " + before + " and " + columns + " < " + behind;
  }

  /** The condition for what is available in a mailbox; its parameters are {@link #mailbox}. */
  String whereAvailable() {
    return comparesRows
        ? between("(?, " + AVAILABLE + ", -1, 0)", "(?, " + (AVAILABLE + 1) + ", -1, 0)")
        : " where mailbox_id = ? and state = " + AVAILABLE;
  }

  /** The parameters of {@link #whereAvailable}, and those that follow. */
  long[] mailbox(long id, long... following) {
    return LongStream.concat(
            comparesRows ? LongStream.of(id, id) : LongStream.of(id), LongStream.of(following))
        .toArray();
  }

  List<StoredMessage> page(
      Tx tx, long mailboxId, int priority, long afterId, int limit, long maxBytes)
      throws SQLException {
    Bounded result = new Bounded(limit, maxBytes);
    long after = afterId;
    int slice = FIRST_SLICE;
    while (!result.full()) {
      int wanted = Math.min(slice, result.missing());
      long turn = MessageRows.turnOf(priority);
      List<MessageRows.Read> rows =
          comparesRows
              ? read(tx, page, mailboxId, turn, after, mailboxId, turn, wanted)
              : read(tx, page, mailboxId, turn, after, wanted);
      if (!result.addAll(tx, rows) || rows.size() < wanted) {
        break;
      }
      after = rows.get(rows.size() - 1).message().id();
      slice = SLICE;
    }
    return result.messages();
  }

  List<AvailableRow> available(Tx tx, long mailboxId, int limit) throws SQLException {
    List<AvailableRow> found = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(available)) {
      Tx.bind(statement, mailbox(mailboxId, limit));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          int bytes = Math.max(0, rows.getInt(3));
          found.add(
              new AvailableRow(rows.getLong(1), MessageRows.priorityOf(rows.getInt(2)), bytes));
        }
      }
    }
    return found;
  }

  /** Rows by id, in the order of the ids given; those that do not exist are left out. */
  List<BrowsedMessage> load(Tx tx, Collection<Long> ids, long maxBytes) throws SQLException {
    Bounded result = new Bounded(Integer.MAX_VALUE, maxBytes);
    for (List<Long> slice : slices(ids)) {
      if (!result.addAll(tx, readById(tx, byId + InList.places(slice.size()), slice))) {
        break;
      }
    }
    return result.browsed();
  }

  static List<List<Long>> slices(Collection<Long> ids) {
    List<Long> all = List.copyOf(ids);
    List<List<Long>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += FIRST_SLICE) {
      slices.add(all.subList(from, Math.min(all.size(), from + FIRST_SLICE)));
    }
    return slices;
  }

  List<MessageRows.Read> read(Tx tx, String sql, long... parameters) throws SQLException {
    List<MessageRows.Read> read = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      Tx.bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          read.add(MessageRows.read(rows));
        }
      }
    }
    return read;
  }

  /**
   * Rows by id, in the order of the ids; those that are not found are left out. The parameters
   * follow the {@link InList} of the ids.
   */
  List<MessageRows.Read> readById(Tx tx, String sql, Collection<Long> ids, long... parameters)
      throws SQLException {
    long[] all =
        LongStream.concat(LongStream.of(InList.padded(ids)), LongStream.of(parameters)).toArray();
    Map<Long, MessageRows.Read> found =
        read(tx, sql, all).stream().collect(Collectors.toMap(r -> r.message().id(), r -> r));
    return ids.stream().distinct().map(found::get).filter(Objects::nonNull).toList();
  }

  Bounded bounded(int limit, long maxBytes) {
    return new Bounded(limit, maxBytes);
  }

  /** Takes rows until there are enough of them or of their bytes; always at least one. */
  final class Bounded {
    private final int limit;
    private final long maxBytes;
    private final List<MessageRows.Read> rows = new ArrayList<>();
    private long bytes;
    private boolean stopped;

    private Bounded(int limit, long maxBytes) {
      this.limit = limit;
      this.maxBytes = maxBytes;
    }

    boolean full() {
      return stopped || rows.size() >= limit;
    }

    /** There may be more than was asked for. */
    void stop() {
      stopped = true;
    }

    int missing() {
      return limit - rows.size();
    }

    /** Takes as many of them as there is room for; false when there was none for one of them. */
    boolean addAll(Tx tx, List<MessageRows.Read> more) throws SQLException {
      Map<Long, byte[]> contents = contentsOf(tx, more);
      for (MessageRows.Read row : more) {
        if (!add(tx, row, contents)) {
          return false;
        }
      }
      return true;
    }

    /** Small contents of those that will be taken, read together. */
    private Map<Long, byte[]> contentsOf(Tx tx, List<MessageRows.Read> more) throws SQLException {
      List<Long> small = new ArrayList<>();
      int taken = rows.size();
      long room = maxBytes - bytes;
      for (MessageRows.Read row : more) {
        if (taken >= limit || (taken > 0 && row.size() > room)) {
          break;
        }
        taken++;
        room -= row.size();
        if (row.contentId() != 0 && row.size() <= ContentSql.INLINE_LIMIT) {
          small.add(row.contentId());
        }
      }
      return small.size() < 2 ? Map.of() : content.loadSmall(tx, small);
    }

    private boolean add(Tx tx, MessageRows.Read row, Map<Long, byte[]> contents)
        throws SQLException {
      if (full() || (!rows.isEmpty() && bytes + row.size() > maxBytes)) {
        stopped = true;
        return false;
      }
      MessageRows.Read whole = row;
      if (row.contentId() != 0) {
        byte[] read = contents.get(row.contentId());
        byte[] loaded = read == null ? content.load(tx, row.contentId()) : read;
        if (loaded.length != row.contentHeaders() + Math.max(0, row.bodyLength())) {
          return true; // settled by another node between the two reads: not there any more
        }
        whole = row.with(loaded);
      }
      bytes += whole.size();
      rows.add(whole);
      return true;
    }

    List<StoredMessage> messages() {
      return rows.stream().map(MessageRows.Read::message).toList();
    }

    List<BrowsedMessage> browsed() {
      return rows.stream().map(MessageRows.Read::browsed).toList();
    }
  }
}
