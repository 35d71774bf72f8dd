package org.rowmq.store.jpa;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.rowmq.store.CommitListener;
import org.rowmq.store.DeathNote;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/** The message rows. */
final class JpaMessages implements MessageStore {
  /** Bodies of expired messages read at a time. */
  private static final long MOST_EXPIRED_BYTES = 16L * 1024 * 1024;

  private final Calls calls;
  private final Database database;
  private final Durably durably;
  private final List<Lane> lanes;
  private final GroupWriter writer;
  private final IdGenerator ids;
  private final LongSupplier now;
  private final PageSql pages;
  private final ClaimSql claims;
  private final BrowseSql browsing;
  private final DueSql due;
  private final SweepSql sweep;
  private final Sweeping sweeping;

  JpaMessages(
      Calls calls,
      Durably durably,
      List<Lane> lanes,
      GroupWriter writer,
      IdGenerator ids,
      long owner,
      LongSupplier now) {
    this.calls = calls;
    this.durably = durably;
    this.database = durably.database();
    this.lanes = List.copyOf(lanes);
    this.writer = writer;
    this.ids = ids;
    this.now = now;
    this.pages = new PageSql(database);
    this.claims = new ClaimSql(database, pages, owner, now);
    this.browsing = new BrowseSql(database.names(), pages);
    this.due = new DueSql(database, pages);
    this.sweep = new SweepSql(database.names());
    this.sweeping = new Sweeping(database, sweep, new AttemptSql(database.names(), ids), now);
  }

  private Lane laneOf(Unit unit) {
    return Unit.sharesCommits(unit.lane())
        ? lanes.get(0)
        : lanes.get(Math.floorMod(unit.lane() >> 1, lanes.size()));
  }

  @Override
  public List<StoredMessage> write(Unit unit, CommitListener listener) {
    return calls.guarded(
        () -> {
          if (!calls.mayUseDatabase()) {
            Pending pending = Pending.ofFuture(unit, listener);
            laneOf(unit).enqueue(pending);
            pending.future().handle((rows, failure) -> null).join();
            return pending.result();
          }
          Pending pending = Pending.ofThread(unit, listener);
          Lane lane = laneOf(unit);
          lane.enqueue(pending);
          lane.await(pending);
          return pending.result();
        });
  }

  @Override
  public CompletableFuture<List<StoredMessage>> submit(Unit unit, CommitListener listener) {
    return calls.guarded(
        () -> {
          Pending pending = Pending.ofFuture(unit, listener);
          laneOf(unit).enqueue(pending);
          return pending.future();
        });
  }

  @Override
  public Written writeWithin(Connection connection, Unit unit) {
    return calls.guarded(
        () -> {
          Pending pending = Pending.ofFuture(unit, CommitListener.NONE);
          pending.number(ids, ContentSql.INLINE_LIMIT);
          writer.writeWithin(connection, pending);
          return new Written(pending.result(), pending.due());
        });
  }

  @Override
  public void force() {
    calls.run(durably::force);
  }

  @Override
  public List<StoredMessage> page(
      long mailboxId, int priority, long afterId, int limit, long maxBytes) {
    return calls.call(
        () ->
            database.reading(
                "reading messages",
                tx -> pages.page(tx, mailboxId, priority, afterId, limit, maxBytes)));
  }

  @Override
  public Claim claimNext(long mailboxId, int limit, long maxBytes) {
    return calls.call(
        () -> acquiring(tx -> claims.claim(tx, mailboxId, limit, maxBytes), Claim::messages));
  }

  @Override
  public List<AvailableRow> available(long mailboxId, int limit) {
    return calls.call(
        () ->
            database.reading("looking for messages", tx -> pages.available(tx, mailboxId, limit)));
  }

  @Override
  public List<StoredMessage> claim(long mailboxId, Collection<Long> rows) {
    return calls.call(
        () -> acquiring(tx -> claims.claim(tx, mailboxId, rows), UnaryOperator.identity()));
  }

  /** When nobody knows whether rows were acquired, the failure names them. */
  private <T> T acquiring(Database.Work<T> work, Function<T, List<StoredMessage>> rows) {
    AtomicReference<T> last = new AtomicReference<>();
    try {
      return database.transaction(
          "acquiring messages",
          tx -> {
            last.set(work.run(tx));
            return last.get();
          });
    } catch (OutcomeUnknownException e) {
      throw new OutcomeUnknownException(e.getMessage(), rows.apply(last.get()), e);
    }
  }

  @Override
  public boolean claimExpired(long mailboxId, long id) {
    return calls.call(
        () ->
            database.transaction(
                "acquiring an expired message", tx -> claims.claimExpired(tx, mailboxId, id)));
  }

  @Override
  public List<RowKey> promoteDue(int limit) {
    return calls.call(
        () ->
            database.transaction(
                "making scheduled messages available",
                tx -> due.promote(tx, now.getAsLong(), limit)));
  }

  @Override
  public Optional<Long> nextDue() {
    return calls.call(() -> database.reading("reading the next delivery time", due::next));
  }

  @Override
  public List<BrowsedMessage> expired(int limit) {
    return calls.call(
        () ->
            database.reading(
                "reading expired messages",
                tx -> due.expired(tx, now.getAsLong(), limit, MOST_EXPIRED_BYTES)));
  }

  @Override
  public Optional<Long> oldest(long mailboxId) {
    return calls.call(
        () -> database.reading("reading the oldest message", tx -> browsing.oldest(tx, mailboxId)));
  }

  @Override
  public List<BrowsedMessage> find(Collection<Long> ids, long maxBytes) {
    return calls.call(
        () -> database.reading("reading messages by id", tx -> pages.load(tx, ids, maxBytes)));
  }

  @Override
  public Optional<DeathNote> deathNote(long id) {
    return calls.call(
        () ->
            database.reading(
                "reading a dead letter",
                tx ->
                    Optional.ofNullable(tx.session().get(Entities.DeadLetterEntity.class, id))
                        .map(
                            row ->
                                new DeathNote(
                                    row.origin,
                                    row.reason,
                                    row.exceptionClass,
                                    row.exceptionMessage,
                                    row.stackTrace,
                                    row.history))));
  }

  @Override
  public List<BrowsedMessage> browse(
      long mailboxId, Collection<MessageState> states, BrowseKey after, int limit, long maxBytes) {
    return calls.call(
        () ->
            database.reading(
                "browsing messages",
                tx -> browsing.browse(tx, mailboxId, states, after, limit, maxBytes)));
  }

  @Override
  public Purged purge(long mailboxId, long upToId, int limit) {
    return calls.call(
        () ->
            durably.transaction(
                "purging messages", tx -> sweep.purge(tx, mailboxId, upToId, limit)));
  }

  @Override
  public int sweepBodies(int limit) {
    return calls.call(() -> sweeping.sweep(limit));
  }
}
