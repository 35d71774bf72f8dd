package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.bytes;
import static org.rowmq.store.jpa.Fixture.idsOf;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.sending;
import static org.rowmq.store.jpa.Fixture.settle;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AdministrationStore.UserRow;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.Append;
import org.rowmq.store.Attempt;
import org.rowmq.store.BranchStore;
import org.rowmq.store.BranchStore.BranchRow;
import org.rowmq.store.BranchUnknownException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.DeadLetterStore.Grave;
import org.rowmq.store.DeathNote;
import org.rowmq.store.Envelope;
import org.rowmq.store.HistoryStore.CallRow;
import org.rowmq.store.HistoryStore.HistoryRow;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.MessageStore.Purged;
import org.rowmq.store.MessageStore.RowKey;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.SettingChangedException;
import org.rowmq.store.SettingStore;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.SettingStore.SettingRow;
import org.rowmq.store.Settlement;
import org.rowmq.store.SlowCall;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.TableSizes;
import org.rowmq.store.Unit;

/** What every store does, on whichever database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreContract {
  private static final int MANY = 300;

  StoreConfig.Database database;
  Store store;
  long queue;

  /** An empty database. */
  abstract StoreConfig.Database create(Path directory);

  /** A message this database does not take. */
  Envelope unacceptable() {
    return new Envelope(
        1, 4, true, 0, 0, 0, null, "x".repeat(20_000_000), (byte) 0, new byte[0], null);
  }

  @BeforeAll
  void openStore(@TempDir Path directory) {
    database = create(directory);
    store = JpaStore.open(Fixture.slowFromTheFirst(Fixture.config(database, "first")));
  }

  @AfterAll
  void closeStore() {
    store.close();
  }

  @BeforeEach
  void makeQueue() {
    queue = store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
  }

  /** Takes what is there, so that it may be settled, whatever this store calls taking. */
  List<StoredMessage> take(int limit) {
    if (!store.info().exclusive()) {
      return store.messages().claim(queue, limit, PLENTY);
    }
    List<StoredMessage> rows = new ArrayList<>();
    for (int priority = 9; priority >= 0; priority--) {
      rows.addAll(store.messages().page(queue, priority, 0, limit - rows.size(), PLENTY));
    }
    return rows;
  }

  List<BrowsedMessage> browse(MessageState... states) {
    return store.messages().browse(queue, List.of(states), null, 1000, PLENTY);
  }

  @Test
  void a_message_comes_back_as_it_was_sent() {
    Envelope sent = message(1, 7, 5, store.nodes().now() + 100_000, bytes(1000));
    StoredMessage written = send(store, queue, sent).get(0);

    StoredMessage read = store.messages().page(queue, 7, 0, 10, PLENTY).get(0);

    assertThat(written.envelope()).isSameAs(sent);
    assertThat(read.id()).isEqualTo(written.id());
    assertThat(read.mailboxId()).isEqualTo(queue);
    assertThat(read.deliveryCount()).isZero();
    assertSame(read.envelope(), sent);
  }

  private static void assertSame(Envelope read, Envelope sent) {
    assertThat(read).usingRecursiveComparison().ignoringFields("headers", "body").isEqualTo(sent);
    assertThat(read.headers()).isEqualTo(sent.headers());
    assertThat(read.body()).isEqualTo(sent.body());
  }

  @Test
  void no_body_and_an_empty_body_differ() {
    send(store, queue, message(1, 4, 0, 0, null), message(2, 4, 0, 0, new byte[0]));

    List<StoredMessage> read = store.messages().page(queue, 4, 0, 10, PLENTY);

    assertThat(read.get(0).envelope().body()).isNull();
    assertThat(read.get(1).envelope().body()).isEmpty();
  }

  @Test
  void bodies_and_headers_of_any_size_come_back() {
    Envelope largeBody = message(1, 4, 0, 0, bytes(3_000_000));
    Envelope largeHeaders =
        new Envelope(2, 4, true, 0, 0, 0, null, null, (byte) 0, bytes(200_000), bytes(10));
    Envelope onlyHeaders =
        new Envelope(3, 4, true, 0, 0, 0, null, null, (byte) 0, bytes(200_000), null);
    send(store, queue, largeBody, largeHeaders, onlyHeaders, message(4));

    List<StoredMessage> read = store.messages().page(queue, 4, 0, 10, PLENTY);

    assertSame(read.get(0).envelope(), largeBody);
    assertSame(read.get(1).envelope(), largeHeaders);
    assertSame(read.get(2).envelope(), onlyHeaders);
    assertThat(read).hasSize(4);
  }

  @Test
  void a_large_body_goes_with_its_row() {
    StoredMessage row = send(store, queue, message(1, 4, 0, 0, bytes(100_000))).get(0);
    take(1);
    settle(store, new Settlement.Accepted(row.id(), queue));

    assertThat(store.messages().find(row.id())).isEmpty();
    assertThat(store.messages().sweepBodies(1000)).isZero();
  }

  @Test
  void a_shared_body_is_kept_once_until_its_last_row_has_gone() {
    Envelope shared = message(1, 4, 0, 0, bytes(500));
    long other = store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
    Unit unit =
        new Unit(
            0,
            List.of(new Append(queue, shared, false), new Append(other, shared, false)),
            List.of(),
            Map.of());
    List<StoredMessage> rows = store.messages().write(unit, CommitListener.NONE);

    assertSame(store.messages().page(other, 4, 0, 1, PLENTY).get(0).envelope(), shared);
    store.messages().purge(queue, Long.MAX_VALUE, 10);
    assertThat(store.messages().sweepBodies(1000)).isZero();
    assertSame(store.messages().find(rows.get(1).id()).orElseThrow().message().envelope(), shared);
    store.messages().purge(other, Long.MAX_VALUE, 10);
    assertThat(store.messages().sweepBodies(1000)).isEqualTo(1);
  }

  @Test
  void rows_are_found_by_their_ids_in_the_order_asked_for_until_they_are_too_large() {
    long first = send(store, queue, message(1)).get(0).id();
    long large = send(store, queue, message(2, 4, 0, 0, bytes(100_000))).get(0).id();
    long last = send(store, queue, message(3)).get(0).id();
    long none = store.nextId();

    assertThat(idsFound(List.of(last, none, large, first), PLENTY))
        .containsExactly(last, large, first);
    assertThat(idsFound(List.of(last, large, first), 50_000)).containsExactly(last);
    assertThat(idsFound(List.of(large, first), 50_000)).containsExactly(large);
    assertThat(idsFound(List.of(none), PLENTY)).isEmpty();
    assertThat(idsFound(List.of(), PLENTY)).isEmpty();
  }

  private List<Long> idsFound(List<Long> ids, long maxBytes) {
    return store.messages().find(ids, maxBytes).stream().map(row -> row.message().id()).toList();
  }

  @Test
  void rows_are_in_the_order_they_were_written() {
    for (long i = 0; i < 30; i++) {
      send(store, queue, message(2 * i), message(2 * i + 1));
    }

    List<StoredMessage> page = store.messages().page(queue, 4, 0, 100, PLENTY);

    assertThat(numbers(page)).isEqualTo(LongStream.range(0, 60).boxed().toList());
    assertThat(idsOf(page)).isSorted();
    assertThat(numbers(store.messages().page(queue, 4, page.get(57).id(), 100, PLENTY)))
        .containsExactly(58L, 59L);
  }

  @Test
  void a_page_is_bounded_by_count_and_by_bytes_but_has_at_least_one_row() {
    for (int i = 0; i < 5; i++) {
      send(store, queue, message(i, 4, 0, 0, bytes(10_000)));
    }

    assertThat(store.messages().page(queue, 4, 0, 3, PLENTY)).hasSize(3);
    assertThat(store.messages().page(queue, 4, 0, 9, 25_000)).hasSize(2);
    assertThat(store.messages().page(queue, 4, 0, 9, 1)).hasSize(1);
  }

  @Test
  void a_long_page_is_complete() {
    Envelope[] many = LongStream.range(0, 900).mapToObj(Fixture::message).toArray(Envelope[]::new);
    send(store, queue, many);

    assertThat(numbers(store.messages().page(queue, 4, 0, 2000, PLENTY)))
        .isEqualTo(LongStream.range(0, 900).boxed().toList());
  }

  @Test
  void what_has_been_stored_is_seen_by_who_asked_while_it_was_being_stored() {
    AtomicInteger stored = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              int expected = 0;
              while (expected < MANY) {
                expected = stored.get();
                List<StoredMessage> page = store.messages().page(queue, 4, 0, MANY, PLENTY);
                assertThat(page).hasSizeGreaterThanOrEqualTo(expected);
                seen.set(expected);
              }
            });
    while (stored.get() < MANY && !reader.isDone()) {
      if (seen.get() == stored.get()) {
        send(store, queue, message(stored.get()));
        stored.incrementAndGet();
      }
      Thread.onSpinWait();
    }
    reader.join();
  }

  @Test
  void the_listener_hears_of_units_in_the_order_of_their_rows() {
    List<Long> heard = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<List<StoredMessage>>> futures = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      futures.add(
          store.messages().submit(sending(queue, message(i)), rows -> heard.add(rows.get(0).id())));
    }
    futures.forEach(CompletableFuture::join);

    assertThat(heard).hasSize(300).isSorted();
    assertThat(futures.stream().map(f -> f.join().get(0).id())).isEqualTo(heard);
  }

  @Test
  void the_listener_has_been_told_when_write_returns() {
    List<StoredMessage> heard = new ArrayList<>();
    List<StoredMessage> written = store.messages().write(sending(queue, message(1)), heard::addAll);

    assertThat(heard).isEqualTo(written);
  }

  @Test
  void a_listener_that_throws_harms_nobody() {
    List<StoredMessage> written =
        store
            .messages()
            .write(
                sending(queue, message(1)),
                rows -> {
                  throw new IllegalStateException("on purpose");
                });

    assertThat(store.messages().find(written.get(0).id())).isPresent();
  }

  @Test
  void settling_deletes_and_settling_again_fails() {
    send(store, queue, message(1));
    StoredMessage row = take(1).get(0);

    settle(store, new Settlement.Accepted(row.id(), queue));

    assertThat(store.messages().find(row.id())).isEmpty();
    assertThatThrownBy(() -> settle(store, new Settlement.Accepted(row.id(), queue)))
        .isInstanceOf(ClaimLostException.class);
  }

  @Test
  void a_lost_claim_fails_its_whole_unit_and_no_other() {
    send(store, queue, message(1), message(2));
    List<StoredMessage> rows = take(2);
    settle(store, new Settlement.Accepted(rows.get(0).id(), queue));
    Unit bad =
        new Unit(
            0,
            List.of(new Append(queue, message(3), false)),
            List.of(new Settlement.Accepted(rows.get(0).id(), queue)),
            Map.of());
    Unit good =
        new Unit(
            0,
            List.of(new Append(queue, message(4), false)),
            List.of(new Settlement.Accepted(rows.get(1).id(), queue)),
            Map.of());

    CompletableFuture<?> before = store.messages().submit(sending(queue, message(5)), r -> {});
    CompletableFuture<?> failing = store.messages().submit(bad, CommitListener.NONE);
    CompletableFuture<?> succeeding = store.messages().submit(good, CommitListener.NONE);

    assertThat(catchThrowable(failing::join))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ClaimLostException.class);
    before.join();
    succeeding.join();
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(5L, 4L);
  }

  @Test
  void a_unit_the_database_refuses_fails_alone() {
    List<CompletableFuture<List<StoredMessage>>> good = new ArrayList<>();
    good.add(store.messages().submit(sending(queue, message(1)), CommitListener.NONE));
    var bad =
        store.messages().submit(sending(queue, message(2), unacceptable()), CommitListener.NONE);
    good.add(store.messages().submit(sending(queue, message(3)), CommitListener.NONE));

    assertThat(catchThrowable(bad::join)).isInstanceOf(CompletionException.class);
    good.forEach(CompletableFuture::join);
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(1L, 3L);
  }

  @Test
  void released_messages_keep_their_place_and_get_their_counts() {
    send(store, queue, message(1), message(2));
    StoredMessage first = take(2).get(0);

    settle(store, new Settlement.Released(first.id(), queue, 3, 2, 0));

    StoredMessage again = store.messages().find(first.id()).orElseThrow().message();
    assertThat(again.deliveryCount()).isEqualTo(3);
    assertThat(again.failureCount()).isEqualTo(2);
    assertThat(store.messages().page(queue, 4, 0, 1, PLENTY).get(0).id()).isEqualTo(first.id());
  }

  @Test
  void a_redelivery_from_memory_only_stores_the_counts() {
    send(store, queue, message(1));
    StoredMessage row = take(1).get(0);
    MessageState held = store.messages().find(row.id()).orElseThrow().state();

    settle(store, new Settlement.Recounted(row.id(), queue, 2, 1));

    BrowsedMessage found = store.messages().find(row.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(held);
    assertThat(found.message().deliveryCount()).isEqualTo(2);
    assertThat(found.message().failureCount()).isEqualTo(1);
  }

  @Test
  void a_message_released_for_later_waits_and_keeps_its_own_delivery_time() {
    send(store, queue, message(1, 4, 77, 0, null));
    StoredMessage row = take(1).get(0);
    long due = store.nodes().now() + 200_000;
    settle(store, new Settlement.Released(row.id(), queue, 1, 1, due));

    BrowsedMessage found = store.messages().find(row.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(MessageState.SCHEDULED);
    assertThat(found.message().envelope().deliverAt()).isEqualTo(77);
    assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).isEmpty();
    assertThat(store.messages().nextDue().orElseThrow()).isLessThanOrEqualTo(due);
    store.messages().purge(queue, Long.MAX_VALUE, 10);
  }

  @Test
  void a_rejected_message_moves_and_says_why() {
    long deadLetters =
        store.catalog().createDestination(DestinationKind.QUEUE, unique("dlq"), 0).id();
    send(store, queue, message(1, 6, 0, store.nodes().now() + 100_000, bytes(100_000)));
    StoredMessage row = take(1).get(0);
    DeathNote note =
        new DeathNote("queue://q", "MAX_DELIVERIES", "E", "message", "at line 1", "history");

    settle(store, new Settlement.Rejected(row.id(), queue, deadLetters, 10, 9, note));

    StoredMessage dead = store.messages().page(deadLetters, 6, 0, 10, PLENTY).get(0);
    assertThat(dead.id()).isEqualTo(row.id());
    assertThat(dead.deliveryCount()).isEqualTo(10);
    assertThat(dead.envelope().expiresAt()).isZero();
    assertThat(dead.envelope().body()).hasSize(100_000);
    assertThat(store.messages().deathNote(row.id())).contains(note);
    store.messages().purge(deadLetters, Long.MAX_VALUE, 10);
    store.messages().sweepBodies(10);
    assertThat(store.messages().deathNote(row.id())).isEmpty();
  }

  @Test
  void dead_letters_are_told_of_in_pieces_with_where_they_are() {
    long deadLetters =
        store.catalog().createDestination(DestinationKind.QUEUE, unique("dlq"), 0).id();
    send(store, queue, message(1), message(2), message(3));
    List<StoredMessage> rows = take(3);
    DeathNote note = new DeathNote("queue://q", "MAX_DELIVERIES", null, null, null, null);
    long first = rows.get(0).id();
    settle(
        store,
        new Settlement.Rejected(first, queue, deadLetters, 1, 1, note),
        new Settlement.Rejected(rows.get(1).id(), queue, 0, 1, 1, note),
        new Settlement.Rejected(rows.get(2).id(), queue, deadLetters, 1, 1, note));
    store
        .messages()
        .write(
            Unit.settling(
                0, List.of(new Settlement.Removed(rows.get(1).id(), queue, MessageState.DEAD))),
            CommitListener.NONE);

    List<Grave> two = store.deadLetters().after(first - 1, 2);
    List<Grave> last = store.deadLetters().after(two.get(1).id(), 2);

    assertThat(two)
        .extracting(Grave::id, Grave::mailboxId, Grave::state)
        .containsExactly(
            tuple(first, deadLetters, MessageState.AVAILABLE), tuple(rows.get(1).id(), 0L, null));
    assertThat(two.get(0).diedAt())
        .isBetween(store.nodes().now() - 60_000, store.nodes().now() + 9);
    assertThat(last).extracting(Grave::id).containsExactly(rows.get(2).id());
  }

  @Test
  void failed_deliveries_are_remembered_until_the_message_is_given_up_or_gone() {
    send(store, queue, message(1), message(2));
    List<StoredMessage> rows = take(2);
    long failing = rows.get(0).id();
    settle(store, new Settlement.Recounted(failing, queue, 1, 1));
    store
        .messages()
        .write(
            Unit.failing(
                1,
                new Settlement.Recounted(failing, queue, 2, 2),
                new Attempt(failing, 0, "n1", "E: second")),
            CommitListener.NONE);
    store
        .messages()
        .write(
            Unit.failing(
                1,
                new Settlement.Recounted(rows.get(1).id(), queue, 1, 1),
                new Attempt(rows.get(1).id(), 0, "n2", "of another message")),
            CommitListener.NONE);
    DeathNote note = new DeathNote("queue://q", "MAX_DELIVERIES", "E", "third", "trace", "third");

    settle(store, new Settlement.Rejected(failing, queue, 0, 3, 3, note));
    settle(store, new Settlement.Accepted(rows.get(1).id(), queue));
    store.messages().sweepBodies(10);

    assertThat(store.messages().deathNote(failing).orElseThrow().history())
        .isEqualTo("1970-01-01T00:00:00Z n1 E: second\nthird");
  }

  @Test
  void a_message_rejected_to_nowhere_is_dead_in_its_place() {
    send(store, queue, message(1));
    StoredMessage row = take(1).get(0);

    settle(
        store,
        new Settlement.Rejected(
            row.id(),
            queue,
            0,
            10,
            10,
            new DeathNote("queue://q", "EXPIRED", null, null, null, null)));

    assertThat(browse(MessageState.DEAD)).hasSize(1);
    assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).isEmpty();
  }

  @Test
  void scheduled_messages_become_available_when_due() {
    long now = store.nodes().now();
    send(store, queue, message(1, 4, now + 300, 0, null), message(2, 5, now + 3_600_000, 0, null));
    assertThat(browse(MessageState.SCHEDULED)).hasSize(2);
    assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).isEmpty();
    assertThat(store.messages().nextDue().orElseThrow()).isLessThanOrEqualTo(now + 300);

    List<RowKey> promoted = new ArrayList<>();
    org.awaitility.Awaitility.await()
        .until(
            () -> {
              promoted.addAll(store.messages().promoteDue(100));
              return !promoted.isEmpty();
            });

    assertThat(promoted)
        .extracting(RowKey::mailboxId, RowKey::priority)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(queue, 4));
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(1L);
    assertThat(browse(MessageState.SCHEDULED)).hasSize(1);
    store.messages().purge(queue, Long.MAX_VALUE, 10);
  }

  @Test
  void expired_messages_are_found_oldest_first_scheduled_ones_too() {
    long now = store.nodes().now();
    send(
        store,
        queue,
        message(1, 4, 0, now - 10, null),
        message(2, 4, 0, now - 20, null),
        message(3, 4, now + 100_000, now - 5, null),
        message(4, 4, 0, now + 100_000, null));

    List<BrowsedMessage> found =
        store.messages().expired(100).stream()
            .filter(row -> row.message().mailboxId() == queue)
            .toList();
    List<StoredMessage> expired = found.stream().map(BrowsedMessage::message).toList();

    assertThat(numbers(expired)).containsExactly(2L, 1L, 3L);
    assertThat(found)
        .extracting(BrowsedMessage::state)
        .containsExactly(MessageState.AVAILABLE, MessageState.AVAILABLE, MessageState.SCHEDULED);
    assertThat(store.messages().promoteDue(100)).isEmpty();
    if (!store.info().exclusive()) {
      assertThat(store.messages().claim(queue, idsOf(expired))).hasSize(2);
      assertThat(store.messages().claimExpired(queue, expired.get(2).id())).isTrue();
      assertThat(store.messages().claimExpired(queue, expired.get(2).id())).isFalse();
    }
    for (BrowsedMessage row : found) {
      settle(store, new Settlement.Expired(row.message().id(), queue, row.state()));
    }
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(4L);
  }

  @Test
  void browsing_pages_through_all_states_in_delivery_order() {
    long later = store.nodes().now() + 100_000;
    send(
        store,
        queue,
        message(1, 4, 0, 0, null),
        message(2, 9, 0, 0, null),
        message(3, 4, later, 0, null),
        message(4, 4, 0, 0, null),
        message(5, 0, 0, 0, null));
    var states = EnumSet.of(MessageState.AVAILABLE, MessageState.SCHEDULED);

    List<Long> seen = new ArrayList<>();
    BrowseKey after = null;
    List<BrowsedMessage> page;
    do {
      page = store.messages().browse(queue, states, after, 2, PLENTY);
      for (BrowsedMessage row : page) {
        seen.add(row.message().envelope().messageId());
        after = new BrowseKey(row.message().envelope().priority(), row.message().id());
      }
    } while (!page.isEmpty());

    assertThat(seen).containsExactly(2L, 1L, 3L, 4L, 5L);
    assertThat(browse(MessageState.SCHEDULED)).hasSize(1);
    store.messages().purge(queue, Long.MAX_VALUE, 10);
  }

  @Test
  void a_purge_stops_at_its_limits() {
    List<StoredMessage> rows = send(store, queue, message(1), message(2), message(3), message(4));

    assertThat(store.messages().purge(queue, rows.get(2).id(), 2).ids())
        .containsExactlyElementsOf(idsOf(rows.subList(0, 2)));
    assertThat(store.messages().purge(queue, rows.get(2).id(), 10).ids()).hasSize(1);
    assertThat(store.messages().purge(queue, rows.get(2).id(), 10).ids()).isEmpty();
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(4L);
  }

  @Test
  void a_check_tells_how_far_counters_are_from_the_rows_of_that_moment() {
    send(store, queue, message(1), message(2));
    send(store, queue, message(3, 4, store.nodes().now() + 100_000, 0, null));
    store.nodes().addToDepths(List.of(new MailboxDepth(queue, 1), new MailboxDepth(queue + 1, 7)));
    CompletableFuture<List<MailboxDepth>> check =
        store.nodes().checkDepths(task -> new Thread(task).start());
    send(store, queue, message(4));

    assertThat(check.join())
        .contains(new MailboxDepth(queue, 2, 1, 0, 0), new MailboxDepth(queue + 1, -7));
    store.nodes().addToDepths(List.of(new MailboxDepth(queue + 1, -7)));
    store.messages().purge(queue, Long.MAX_VALUE, 10);
  }

  @Test
  void a_purge_tells_how_many_of_its_rows_were_scheduled_or_dead() {
    send(store, queue, message(1), message(2));
    StoredMessage given = take(1).get(0);
    send(store, queue, message(3, 4, store.nodes().now() + 100_000, 0, null));
    settle(
        store,
        new Settlement.Rejected(
            given.id(), queue, 0, 1, 1, new DeathNote("here", "why", null, null, null, null)));

    Purged purged = store.messages().purge(queue, Long.MAX_VALUE, 10);

    assertThat(purged.ids()).hasSize(3);
    assertThat(purged.scheduled()).isEqualTo(1);
    assertThat(purged.dead()).isEqualTo(1);
  }

  @Test
  void the_database_says_how_large_its_tables_are() {
    send(store, queue, message(1));

    TableSizes sizes = store.sizes();

    assertThat(sizes.tables())
        .extracting(table -> table.name().toLowerCase(Locale.ROOT))
        .contains("rowmq_message", "rowmq_content", "rowmq_destination", "rowmq_schema_history")
        .doesNotContain("rowmq_queue_depth") // a view
        .isSorted();
    // of H2 nobody can know single tables without reading all their pages
    boolean whole = store.info().database().startsWith("H2");
    assertThat(sizes.tables())
        .allMatch(table -> whole ? table.bytes() == TableSizes.UNKNOWN : table.bytes() > 0)
        .allMatch(table -> table.rows() >= TableSizes.UNKNOWN);
    assertThat(sizes.databaseBytes() > 0).isEqualTo(!store.info().database().startsWith("MariaDB"));
  }

  @Test
  void who_has_a_unit_written_is_told_which_of_its_rows_with_a_time_are_available() {
    long later = store.nodes().now() + 100_000;
    Set<Long> due = new HashSet<>();
    CommitListener.OfStates listener = (rows, told) -> due.addAll(told);
    List<StoredMessage> sent =
        store
            .messages()
            .write(
                sending(
                    queue, message(1), message(2, 4, 5, 0, null), message(3, 4, later, 0, null)),
                listener);

    assertThat(due).containsExactly(sent.get(1).id());
    assertThat(states(sent))
        .containsExactly(MessageState.AVAILABLE, MessageState.AVAILABLE, MessageState.SCHEDULED);

    due.clear();
    List<StoredMessage> taken = take(2);
    store
        .messages()
        .write(
            Unit.settling(
                0,
                List.of(
                    new Settlement.Released(taken.get(0).id(), queue, 1, 1, later),
                    new Settlement.Released(taken.get(1).id(), queue, 1, 1, 5))),
            listener);

    assertThat(due).containsExactly(taken.get(1).id());
    assertThat(states(taken)).containsExactly(MessageState.SCHEDULED, MessageState.AVAILABLE);
  }

  private List<MessageState> states(List<StoredMessage> rows) {
    return rows.stream().map(row -> store.messages().find(row.id()).orElseThrow().state()).toList();
  }

  @Test
  void what_is_due_before_it_expires_is_not_taken_for_expired_while_it_is_scheduled() {
    long expiry = store.nodes().now() + 500;
    StoredMessage row = send(store, queue, message(1, 4, expiry - 1, expiry, null)).get(0);
    await().until(() -> store.nodes().now() > expiry);

    assertThat(store.messages().expired(100)).noneMatch(found -> isRow(found, row));
    assertThat(store.messages().promoteDue(100)).contains(new RowKey(queue, 4, row.id()));
    assertThat(store.messages().expired(100)).anyMatch(found -> isRow(found, row));
    settle(store, new Settlement.Expired(row.id(), queue, MessageState.AVAILABLE));
  }

  private static boolean isRow(BrowsedMessage found, StoredMessage row) {
    return found.message().id() == row.id();
  }

  @Test
  void management_changes_a_row_only_in_the_state_in_which_it_saw_it() {
    long later = store.nodes().now() + 100_000;
    StoredMessage row = send(store, queue, message(1, 4, later, 0, null)).get(0);

    assertThatThrownBy(
            () -> settle(store, new Settlement.Removed(row.id(), queue, MessageState.AVAILABLE)))
        .isInstanceOf(ClaimLostException.class);
    assertThatThrownBy(
            () ->
                settle(
                    store,
                    new Settlement.Moved(row.id(), queue, queue + 1, false, MessageState.DEAD)))
        .isInstanceOf(ClaimLostException.class);
    settle(store, new Settlement.Removed(row.id(), queue, MessageState.SCHEDULED));

    assertThat(store.messages().find(row.id())).isEmpty();
  }

  @Test
  void a_branch_tells_what_it_sent_for_later() {
    send(store, queue, message(1));
    StoredMessage taken = take(1).get(0);
    Xid xid = xid(unique("global"));
    prepare(xid, taken, message(2, 4, store.nodes().now() + 100_000, 0, null));

    assertThat(store.branches().commit(xid).depths())
        .containsExactly(new MailboxDepth(queue, 0, 1, -1, 0));

    store.messages().purge(queue, Long.MAX_VALUE, 10);
  }

  @Test
  void destinations_are_found_paused_and_deleted_with_their_messages() {
    String name = unique("Übung \"quoted\"");
    DestinationRow made = store.catalog().createDestination(DestinationKind.QUEUE, name, 0);

    assertThat(store.catalog().findDestination(DestinationKind.QUEUE, name)).contains(made);
    assertThat(store.catalog().findDestination(DestinationKind.TOPIC, name)).isEmpty();
    assertThat(
            store
                .catalog()
                .findDestination(DestinationKind.QUEUE, name.toUpperCase(java.util.Locale.ROOT)))
        .isEmpty();
    assertThat(store.catalog().destinations()).contains(made);
    assertThatThrownBy(() -> store.catalog().createDestination(DestinationKind.QUEUE, name, 0))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(name);
    assertThat(
            store
                .catalog()
                .pause(made.id(), true, false, audit(store.nextId(), 60))
                .consumptionPaused())
        .isTrue();
    List<StoredMessage> rows = send(store, made.id(), message(1), message(2));
    assertThat(store.catalog().deleteDestination(made.id())).isTrue();
    assertThat(store.catalog().deleteDestination(made.id())).isFalse();
    assertThat(store.messages().find(rows.get(0).id())).isEmpty();
  }

  @Test
  void a_message_that_reaches_a_deleted_mailbox_is_swept() {
    store.catalog().deleteDestination(queue);
    StoredMessage late = send(store, queue, message(1)).get(0);

    store.messages().sweepBodies(10);

    assertThat(store.messages().find(late.id())).isEmpty();
  }

  @Test
  void subscriptions_give_their_topic_a_new_version() {
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    String name = unique("s");
    long before = store.catalog().routes(topic).orElseThrow().version();

    SubscriptionRow made =
        store.catalog().createSubscription(topic, "me", name, true, false, true, "a > 1", 0);

    var routes = store.catalog().routes(topic).orElseThrow();
    assertThat(routes.version()).isGreaterThan(before);
    assertThat(routes.subscriptions()).containsExactly(made);
    assertThat(store.catalog().findSubscription("me", name, true)).contains(made);
    assertThat(store.catalog().findSubscription("me", name, false)).isEmpty();
    assertThat(store.catalog().findSubscription(null, name, true)).isEmpty();
    assertThatThrownBy(
            () -> store.catalog().createSubscription(topic, "me", name, true, true, false, null, 0))
        .isInstanceOf(AlreadyExistsException.class);
    store.catalog().createSubscription(topic, null, name, true, true, false, null, 0);
    store.catalog().createSubscription(topic, null, null, false, false, false, null, 5);
    store.catalog().createSubscription(topic, null, null, false, false, false, null, 5);
    assertThat(store.catalog().deleteSubscription(made.id())).isTrue();
    assertThat(store.catalog().deleteSubscription(made.id())).isFalse();
    assertThat(store.catalog().routes(topic).orElseThrow().version())
        .isGreaterThan(routes.version());
    assertThat(store.catalog().deleteDestination(topic)).isTrue();
    assertThat(store.catalog().routes(topic)).isEmpty();
    assertThat(store.catalog().subscriptions()).noneMatch(s -> s.topicId() == topic);
  }

  @Test
  void a_durable_subscription_says_when_its_last_consumer_went() {
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    SubscriptionRow own =
        store.catalog().createSubscription(topic, "me", unique("s"), true, false, false, null, 0);
    SubscriptionRow shared =
        store.catalog().createSubscription(topic, null, unique("s"), true, true, false, null, 0);
    assertThat(own.leftAt()).isEqualTo(own.createdAt());
    await().until(() -> store.nodes().now() > shared.createdAt());

    store.catalog().acquireSubscription(own.id());
    store.catalog().joinSubscription(shared.id());
    store.catalog().joinSubscription(shared.id());
    assertThat(leftAt(own.id())).isEqualTo(own.createdAt());
    long before = store.nodes().now();
    store.catalog().leaveSubscription(own.id());
    store.catalog().leaveSubscription(shared.id());

    assertThat(leftAt(own.id())).isBetween(before - 5, store.nodes().now() + 5);
    assertThat(leftAt(shared.id())).isBetween(before - 5, store.nodes().now() + 5);
  }

  long leftAt(long subscription) {
    return store.catalog().subscriptions().stream()
        .filter(row -> row.id() == subscription)
        .findFirst()
        .orElseThrow()
        .leftAt();
  }

  @Test
  void a_prepared_branch_is_invisible_until_it_is_committed() {
    send(store, queue, message(1), message(2));
    List<StoredMessage> taken = take(2);
    Xid xid = xid(unique("global"));
    prepare(xid, taken.get(0), message(3));

    assertThat(store.messages().page(queue, 4, 0, 10, PLENTY))
        .noneMatch(m -> numbers(List.of(m)).contains(3L));
    assertThat(store.branches().prepared()).extracting(BranchRow::xid).contains(xid);

    BranchStore.Ended committed = store.branches().commit(xid);
    assertThat(numbers(committed.available())).containsExactly(3L);
    assertThat(committed.depths()).containsExactly(new MailboxDepth(queue, 0, 0, -1, 0));

    assertThat(store.messages().find(taken.get(0).id())).isEmpty();
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).contains(3L);
    assertThat(store.branches().prepared()).extracting(BranchRow::xid).doesNotContain(xid);
    assertThatThrownBy(() -> store.branches().commit(xid))
        .isInstanceOf(BranchUnknownException.class);
  }

  @Test
  void a_branch_rolled_back_returns_what_it_consumed() {
    send(store, queue, message(1));
    StoredMessage taken = take(1).get(0);
    Xid xid = xid(unique("global"));
    prepare(xid, taken, message(3));

    BranchStore.Ended ended = store.branches().rollback(xid);
    List<StoredMessage> back = ended.available();

    assertThat(ended.depths()).containsExactly(new MailboxDepth(queue, 0, 0, -1, 0));
    assertThat(idsOf(back)).containsExactly(taken.id());
    assertThat(back.get(0).deliveryCount()).isEqualTo(1);
    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(1L);
    assertThatThrownBy(() -> store.branches().rollback(xid))
        .isInstanceOf(BranchUnknownException.class);
  }

  void prepare(Xid xid, StoredMessage consumed, Envelope sent) {
    prepareIn(store, queue, xid, consumed, sent);
  }

  static void prepareIn(Store store, long queue, Xid xid, StoredMessage consumed, Envelope sent) {
    store
        .branches()
        .prepare(
            xid,
            new Unit(
                0,
                List.of(new Append(queue, sent, false)),
                List.of(new Settlement.Accepted(consumed.id(), queue)),
                Map.of()));
  }

  static Xid xid(String global) {
    return new StoredXid(
        4711, global.getBytes(StandardCharsets.UTF_8), "branch".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_client_identifier_is_held_once() {
    String id = unique("client");

    assertThat(store.nodes().acquireClientId(id)).isTrue();
    assertThat(store.nodes().acquireClientId(id)).isFalse();
    store.nodes().releaseClientId(id);
    assertThat(store.nodes().acquireClientId(id)).isTrue();
  }

  @Test
  void a_node_lives_while_its_heart_beats() {
    assertThat(store.nodes().heartbeat("{\"consumers\": 3}")).isTrue();

    assertThat(store.nodes().nodes())
        .anySatisfy(
            node -> {
              assertThat(node.incarnation()).isEqualTo(store.info().incarnation());
              assertThat(node.alive()).isTrue();
              assertThat(node.snapshot()).isEqualTo("{\"consumers\": 3}");
            });
    assertThat(Math.abs(store.nodes().now() - System.currentTimeMillis())).isLessThan(2000);
  }

  @Test
  void counters_are_kept() {
    assertThat(
            store
                .nodes()
                .addToDepths(List.of(new MailboxDepth(queue, 5), new MailboxDepth(queue + 1, -1))))
        .contains(new MailboxDepth(queue, 5));
    assertThat(store.nodes().addToDepths(List.of(new MailboxDepth(queue, -2))))
        .contains(new MailboxDepth(queue, 3));
    assertThat(store.nodes().addToDepths(List.of())).contains(new MailboxDepth(queue, 3));
  }

  @Test
  void counters_of_mailboxes_that_are_gone_are_removed() {
    store.nodes().addToDepths(List.of(new MailboxDepth(queue, 1), new MailboxDepth(queue + 1, 2)));

    store.nodes().forgetDepthsOfGone();

    assertThat(store.nodes().addToDepths(List.of()))
        .contains(new MailboxDepth(queue, 1))
        .extracting(MailboxDepth::mailboxId)
        .doesNotContain(queue + 1);
    store.nodes().addToDepths(List.of(new MailboxDepth(queue, -1)));
  }

  @Test
  void users_and_the_audit_trail_are_kept() {
    String name = unique("user");
    store
        .administration()
        .saveUser(new UserRow(name, "hash", "viewer", true, 1), audit(store.nextId(), 60));
    store
        .administration()
        .saveUser(new UserRow(name, "hash2", "admin", false, 2), audit(store.nextId(), 60));
    assertThat(store.administration().findUser(name))
        .contains(new UserRow(name, "hash2", "admin", false, 2));
    assertThat(store.administration().deleteUser(name, audit(store.nextId(), 60))).isTrue();
    assertThat(store.administration().deleteUser(name, audit(store.nextId(), 60))).isFalse();

    AuditRow first = audit(store.nextId(), 10);
    AuditRow second = audit(store.nextId(), 20);
    store.administration().audit(first);
    store.administration().audit(second);
    assertThat(store.administration().audited(Long.MAX_VALUE, 10)).startsWith(second, first);
    assertThat(store.administration().audited(second.id(), 1)).containsExactly(first);
    assertThat(store.administration().forgetAudit(15, 10)).isEqualTo(1);
    assertThat(store.administration().audited(second.id(), 1)).doesNotContain(first);
  }

  @Test
  void what_is_administered_is_there_together_with_its_audit_entry() {
    new AuditedChanges(store).areToldOf();
  }

  @Test
  void what_cannot_be_audited_is_not_done() {
    new AuditedChanges(store).areNotMadeUntold();
  }

  @Test
  void what_is_not_done_is_not_audited_as_done() {
    new AuditedChanges(store).areNotToldOfWithoutNeed();
  }

  private List<SettingRow> settingsOf(long destination) {
    return store.settings().settings().stream()
        .filter(row -> row.destinationId() == destination)
        .toList();
  }

  private void change(long destination, SettingChange... changes) {
    store
        .settings()
        .change(
            Map.of(destination, List.of(changes)), 5, "ada", List.of(audit(store.nextId(), 30)));
  }

  @Test
  void a_setting_changes_only_from_what_its_author_saw_and_with_its_audit_row() {
    AuditRow told = audit(store.nextId(), 40);
    store
        .settings()
        .change(
            Map.of(queue, List.of(new SettingChange("attempts", null, "3"))),
            7,
            "ada",
            List.of(told));
    assertThat(settingsOf(queue)).containsExactly(new SettingRow(queue, "attempts", "3", 7, "ada"));
    assertThat(store.administration().audited(told.id() + 1, 1)).containsExactly(told);

    change(queue, new SettingChange("attempts", "3", ""), new SettingChange("delay", null, "é 1"));
    assertThat(settingsOf(queue))
        .extracting(SettingRow::value)
        .containsExactlyInAnyOrder("", "é 1");

    for (SettingChange late :
        List.of(
            new SettingChange("attempts", "3", "4"),
            new SettingChange("attempts", "3", null),
            new SettingChange("attempts", null, "4"))) {
      AuditRow untold = audit(store.nextId(), 50);
      assertThatThrownBy(
              () ->
                  store
                      .settings()
                      .change(
                          Map.of(
                              SettingStore.ALL,
                              List.of(new SettingChange("of.all", null, "9")),
                              queue,
                              List.of(new SettingChange("delay", "é 1", "2"), late)),
                          8,
                          "bob",
                          List.of(untold)))
          .isInstanceOf(SettingChangedException.class);
      assertThat(store.administration().audited(untold.id() + 1, 1)).doesNotContain(untold);
    }
    assertThat(settingsOf(queue))
        .extracting(SettingRow::value)
        .containsExactlyInAnyOrder("", "é 1");
    assertThat(settingsOf(SettingStore.ALL)).as("of a change that failed elsewhere").isEmpty();

    change(queue, new SettingChange("attempts", "", null), new SettingChange("delay", "é 1", null));
    assertThat(settingsOf(queue)).isEmpty();
  }

  @Test
  void the_settings_of_a_destination_go_with_it_and_none_is_made_for_one_that_is_gone() {
    change(queue, new SettingChange("attempts", null, "3"));
    change(SettingStore.ALL, new SettingChange("of.all", null, "4"));

    store.catalog().deleteDestination(queue);

    assertThat(settingsOf(queue)).isEmpty();
    assertThat(settingsOf(SettingStore.ALL)).hasSize(1);
    assertThatThrownBy(() -> change(queue, new SettingChange("attempts", null, "3")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("does not exist");
    change(SettingStore.ALL, new SettingChange("of.all", "4", null));
  }

  @Test
  void a_call_that_takes_long_is_remembered_with_how_much_it_was_about() {
    send(store, queue, message(1), message(2));
    assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).hasSize(2);

    SlowCall reading = store.slowCalls().get(0);
    assertThat(reading.what()).isEqualTo("reading messages");
    assertThat(reading.rows()).isEqualTo(2);
    assertThat(reading.bytes()).isEqualTo(SlowCall.UNKNOWN);
    assertThat(reading.failed()).isFalse();
    assertThat(reading.at()).isBetween(1L, System.currentTimeMillis());
    await() // it is remembered after the sender was told
        .untilAsserted(
            () ->
                assertThat(store.slowCalls())
                    .filteredOn(call -> call.what().equals("writing messages"))
                    .first()
                    .satisfies(
                        writing -> {
                          assertThat(writing.rows()).isEqualTo(2);
                          assertThat(writing.bytes()).isPositive();
                          assertThat(writing.failed()).isFalse();
                        }));
  }

  @Test
  void a_call_that_takes_long_and_fails_is_remembered_without_what_was_wrong_with_a_message() {
    assertThatThrownBy(() -> send(store, queue, unacceptable())).isInstanceOf(StoreException.class);

    await()
        .untilAsserted(
            () ->
                assertThat(store.slowCalls())
                    .filteredOn(SlowCall::failed)
                    .first()
                    .satisfies(
                        call -> {
                          assertThat(call.what()).isEqualTo("writing messages");
                          assertThat(call.rows()).isEqualTo(1);
                        }));
  }

  @Test
  void points_of_charts_are_read_by_node_and_removed_when_old() {
    String node = unique("node");
    HistoryRow old = point(node, 0, 10_000);
    HistoryRow early = point(node, queue, 20_000);
    HistoryRow late = point(node, 0, 30_000);
    CallRow writes = new CallRow(node, 900, 20_000, "WRITE", 7, 8, 9);
    CallRow others = new CallRow(node, 900, 30_000, "CALL", 0, 0, 0);
    CallRow byAnother = new CallRow(unique("other"), 900, 20_000, "WRITE", 1, 1, 1);
    store
        .history()
        .add(
            List.of(late, old, early, point(unique("other"), 0, 20_000)),
            List.of(others, writes, byAnother));

    assertThat(store.history().read(node, 900, 0)).containsExactly(old, early, late);
    assertThat(store.history().read(node, 900, 20_000)).containsExactly(late);
    assertThat(store.history().read(node, 7200, 0)).isEmpty();
    assertThat(store.history().readCalls(node, 900, 0)).containsExactly(writes, others);
    assertThat(store.history().readCalls(node, 900, 20_000)).containsExactly(others);
    assertThat(store.history().readCalls(node, 7200, 0)).isEmpty();

    store.history().forget(7200, 40_000);
    store.history().forget(900, 20_000);
    assertThat(store.history().read(node, 900, 0)).containsExactly(early, late);
    store.history().forget(900, 20_001);
    assertThat(store.history().read(node, 900, 0)).containsExactly(late);
    assertThat(store.history().readCalls(node, 900, 0)).containsExactly(others);
    store.history().forget(900, 40_000);
    assertThat(store.history().readCalls(node, 900, 0)).isEmpty();
  }

  private static HistoryRow point(String node, long mailbox, long at) {
    return new HistoryRow(
        node, mailbox, 900, at, 1, 2, 3, 4, 5, 6, mailbox == 0 ? HistoryRow.UNKNOWN : 7);
  }

  static AuditRow audit(long id, long at) {
    return new AuditRow(
        id, at, "u", "admin", "::1", "purge", "queue", "q", 3, "{}", "done", null, "r");
  }

  @Test
  void an_interrupted_sender_does_no_harm() {
    Thread.currentThread().interrupt();
    StoredMessage row = send(store, queue, message(1)).get(0);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.messages().find(row.id())).isPresent();
  }

  @Test
  void senders_interrupted_all_the_time_do_no_harm() throws Exception {
    long mailbox = queue;
    var confirmed = new ConcurrentLinkedQueue<Long>();
    AtomicBoolean stopped = new AtomicBoolean();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread sender =
          new Thread(
              () -> {
                while (!stopped.get()) {
                  confirmed.addAll(idsOf(send(store, mailbox, message(1))));
                  store.messages().page(mailbox, 4, 0, 5, PLENTY);
                }
              });
      sender.start();
      senders.add(sender);
    }
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              senders.forEach(Thread::interrupt);
              return confirmed.size() > 500 || senders.stream().noneMatch(Thread::isAlive);
            });
    boolean allAlive = senders.stream().allMatch(Thread::isAlive);
    stopped.set(true);
    for (Thread sender : senders) {
      sender.join();
    }

    assertThat(allAlive).isTrue();
    assertThat(idsOf(store.messages().page(mailbox, 4, 0, 100_000, PLENTY)))
        .containsExactlyInAnyOrderElementsOf(confirmed)
        .hasSizeGreaterThan(500);
  }
}
