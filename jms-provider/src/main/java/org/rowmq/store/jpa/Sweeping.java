package org.rowmq.store.jpa;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Finds what nothing refers to any more: bodies whose last row has gone, death notes of messages
 * that have gone, and rows that reached a mailbox while or after it was deleted. Walks a piece of
 * each table per call and remembers where it stopped.
 */
final class Sweeping {
  private static final int PIECE = 500;
  private static final int PIECES = 20;

  /** How long a deleted mailbox is remembered, for senders that had not heard of it. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Database database;
  private final SweepSql sql;
  private final LongSupplier now;
  private long lastContent;
  private final AttemptSql attempts;
  private long lastDeath;
  private long lastFailing;

  Sweeping(Database database, SweepSql sql, AttemptSql attempts, LongSupplier now) {
    this.attempts = attempts;
    this.database = database;
    this.sql = sql;
    this.now = now;
  }

  /** How many bodies were removed. */
  synchronized int sweep(int limit) {
    sweepMailboxes();
    sweepDeaths();
    sweepAttempts();
    int removed = 0;
    for (int piece = 0; piece < PIECES && removed < limit; piece++) {
      long after = lastContent;
      int size = Math.min(PIECE, limit - removed);
      List<Long> contents =
          database.reading("looking for bodies", tx -> sql.contentsAfter(tx, after, size));
      removed += database.transaction("removing bodies", tx -> sql.deleteUnused(tx, contents));
      if (contents.size() < size) {
        lastContent = 0;
        break;
      }
      lastContent = contents.get(contents.size() - 1);
    }
    return removed;
  }

  private void sweepDeaths() {
    List<Long> deaths =
        database.reading("looking for dead letters", tx -> sql.deathsAfter(tx, lastDeath, PIECE));
    database.transaction(
        "removing dead letters",
        tx -> {
          sql.deleteForgotten(tx, deaths);
          return null;
        });
    lastDeath = deaths.size() < PIECE ? 0 : deaths.get(deaths.size() - 1);
  }

  private void sweepAttempts() {
    List<Long> rows =
        database.reading(
            "looking for failed deliveries", tx -> attempts.rowsAfter(tx, lastFailing, PIECE));
    database.transaction(
        "removing failed deliveries",
        tx -> {
          attempts.deleteOrphans(tx, rows);
          return null;
        });
    lastFailing = rows.size() < PIECE ? 0 : rows.get(rows.size() - 1);
  }

  private void sweepMailboxes() {
    for (long mailbox : database.reading("looking for deleted mailboxes", sql::tombstones)) {
      empty(database, sql, mailbox);
    }
    database.transaction(
        "forgetting deleted mailboxes",
        tx -> {
          sql.forgetTombstones(tx, now.getAsLong() - REMEMBERED.toMillis());
          return null;
        });
  }

  /** Deletes all rows of a deleted mailbox, in short transactions. */
  static void empty(Database database, SweepSql sql, long mailbox) {
    int deleted;
    do {
      deleted = database.transaction("deleting messages", tx -> sql.deleteAll(tx, mailbox, PIECE));
    } while (deleted == PIECE);
  }
}
