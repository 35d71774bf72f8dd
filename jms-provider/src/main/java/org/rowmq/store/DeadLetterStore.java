package org.rowmq.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What was noted of messages that were given up, while they are still there. Thread-safe. Methods
 * throw {@link StoreException}.
 */
public interface DeadLetterStore {

  /** The notes of those of the rows that have one, by row. */
  Map<Long, DeadLetterRow> find(Collection<Long> ids);

  /**
   * Dead letters by where they are and why, the largest group first; looks at the newest {@code
   * most} notes only.
   */
  Groups groups(int most);

  /**
   * Where dead letters are and when they were given up, by id, beginning behind one; fewer than
   * {@code limit} only at the end. Reads no text of them.
   */
  List<Grave> after(long afterId, int limit);

  /**
   * Where a dead letter is.
   *
   * @param id that of the message row and of its note
   * @param mailboxId 0 when the message has gone and only its note is left
   * @param state of the message; null when it has gone
   * @param diedAt database clock, milliseconds since 1970
   */
  record Grave(long id, long mailboxId, MessageState state, long diedAt) {}

  /**
   * A note.
   *
   * @param id that of the message row
   * @param originMailbox the queue or subscription it was given up in; 0 when not known
   * @param diedAt database clock, milliseconds since 1970
   */
  record DeadLetterRow(long id, long originMailbox, long diedAt, DeathNote note) {}

  /**
   * Notes that agree in where the messages are now, where they came from, and why.
   *
   * @param mailboxId where the messages are
   * @param exceptionClass of the last failure, or null
   * @param firstDiedAt database clock, milliseconds since 1970
   * @param lastDiedAt database clock, milliseconds since 1970
   */
  record Group(
      long mailboxId,
      String origin,
      String reason,
      String exceptionClass,
      long messages,
      long firstDiedAt,
      long lastDiedAt) {}

  /** The groups; {@code all} whether all notes were looked at. */
  record Groups(List<Group> groups, boolean all) {
    public Groups {
      groups = List.copyOf(groups);
    }
  }
}
