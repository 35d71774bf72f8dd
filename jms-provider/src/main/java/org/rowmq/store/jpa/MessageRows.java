package org.rowmq.store.jpa;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoredMessage;

/** Message rows to records and back. */
final class MessageRows {
  /** What {@link #read} reads, in its order. */
  static final String COLUMNS =
      "id, mailbox_id, state, turn, owner, delivery_count, failure_count, message_id, persistent, sent_at,"
          + " deliver_at, expires_at, correlation_id, jms_type, body_type, body_length, content_id,"
          + " content_headers, headers, body";

  private static final int TURNS = 9;

  private MessageRows() {}

  /**
   * Rows are taken by turn, then id: a high priority has a low turn, so that one ascending index
   * gives the order.
   */
  static short turnOf(int priority) {
    return (short) (TURNS - priority);
  }

  static int priorityOf(int turn) {
    return TURNS - turn;
  }

  /**
   * When a row must be looked at: a scheduled one at its delivery time, any at its expiry; null for
   * never.
   */
  static Long wakeAt(MessageState state, long due, long expiresAt) {
    if (state == MessageState.SCHEDULED && (expiresAt == 0 || due <= expiresAt)) {
      return due;
    }
    return expiresAt == 0 ? null : expiresAt;
  }

  static Entities.MessageEntity entity(
      StoredMessage message, MessageState state, long owner, long contentId, int inlineLimit) {
    Envelope envelope = message.envelope();
    Entities.MessageEntity row = new Entities.MessageEntity();
    row.id = message.id();
    row.mailboxId = message.mailboxId();
    row.state = (short) state.code();
    row.turn = turnOf(envelope.priority());
    row.owner = owner;
    row.wakeAt = wakeAt(state, envelope.deliverAt(), envelope.expiresAt());
    row.messageId = envelope.messageId();
    row.persistent = envelope.persistent();
    row.sentAt = envelope.sentAt();
    row.deliverAt = envelope.deliverAt();
    row.expiresAt = envelope.expiresAt();
    row.correlationId = envelope.correlationId();
    row.jmsType = envelope.type();
    row.bodyType = envelope.bodyType();
    row.bodyLength = ContentSql.bodyLength(envelope);
    row.contentId = contentId;
    row.headers = envelope.headers();
    row.body = envelope.body();
    if (contentId != 0) {
      row.body = null;
      row.contentHeaders = ContentSql.headersInContent(envelope, inlineLimit);
      if (row.contentHeaders > 0) {
        row.headers = new byte[0];
      }
    }
    return row;
  }

  /**
   * A row as read, its content perhaps not loaded yet.
   *
   * @param contentId where the rest of it is, or 0
   */
  record Read(
      StoredMessage message,
      MessageState state,
      long owner,
      long contentId,
      int contentHeaders,
      int bodyLength) {

    /** About how many bytes the whole message takes. */
    int size() {
      return message.envelope().size()
          + (contentId == 0 ? 0 : contentHeaders + Math.max(0, bodyLength));
    }

    BrowsedMessage browsed() {
      return new BrowsedMessage(message, state, owner);
    }

    /** The same with its content. */
    Read with(byte[] content) {
      Envelope part = message.envelope();
      byte[] headers =
          contentHeaders == 0 ? part.headers() : Arrays.copyOfRange(content, 0, contentHeaders);
      byte[] body = null;
      if (bodyLength >= 0) {
        boolean alone = contentHeaders == 0;
        body = alone ? content : Arrays.copyOfRange(content, contentHeaders, content.length);
      }
      Envelope whole =
          new Envelope(
              part.messageId(),
              part.priority(),
              part.persistent(),
              part.sentAt(),
              part.deliverAt(),
              part.expiresAt(),
              part.correlationId(),
              part.type(),
              part.bodyType(),
              headers,
              body);
      StoredMessage complete =
          new StoredMessage(
              message.id(),
              message.mailboxId(),
              whole,
              message.deliveryCount(),
              message.failureCount());
      return new Read(complete, state, owner, 0, 0, bodyLength);
    }
  }

  static Read read(ResultSet row) throws SQLException {
    int column = 0;
    long id = row.getLong(++column);
    long mailboxId = row.getLong(++column);
    MessageState state = MessageState.ofCode(row.getInt(++column));
    int priority = priorityOf(row.getInt(++column));
    long owner = row.getLong(++column);
    int deliveryCount = row.getInt(++column);
    int failureCount = row.getInt(++column);
    long messageId = row.getLong(++column);
    boolean persistent = row.getBoolean(++column);
    long sentAt = row.getLong(++column);
    long deliverAt = row.getLong(++column);
    long expiresAt = row.getLong(++column);
    String correlationId = row.getString(++column);
    String type = row.getString(++column);
    byte bodyType = (byte) row.getInt(++column);
    int bodyLength = row.getInt(++column);
    long contentId = row.getLong(++column);
    int contentHeaders = row.getInt(++column);
    byte[] headers = row.getBytes(++column);
    byte[] body = row.getBytes(++column);
    Envelope envelope =
        new Envelope(
            messageId,
            priority,
            persistent,
            sentAt,
            deliverAt,
            expiresAt,
            correlationId,
            type,
            bodyType,
            headers,
            body);
    StoredMessage message = new StoredMessage(id, mailboxId, envelope, deliveryCount, failureCount);
    return new Read(message, state, owner, contentId, contentHeaders, bodyLength);
  }
}
