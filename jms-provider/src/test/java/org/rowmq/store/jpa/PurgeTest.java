package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.StoreException;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/** What happens to a queue while it is emptied beside a consumer. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PurgeTest {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LANE = 1;

  private BrokerOnCounting node;
  private DestinationRow queue;
  private Consumer consumer;
  private Delivery first;

  /** Three messages, of which a consumer has one; the others are read ahead for it. */
  private void start(Shared shared, Path directory) throws Exception {
    node = new BrokerOnCounting(shared, directory, true, Duration.ofSeconds(10));
    queue = node.broker.resolve(DestinationKind.QUEUE, unique("q"));
    send(node.store, queue.id(), message(1), message(2), message(3));
    consumer = node.broker.consume(Mailbox.of(queue), Selector.NONE, null);
    first = consumer.take(LIMIT);
  }

  @AfterEach
  void close() throws SQLException {
    consumer.close();
    node.close();
  }

  private void acknowledge(Delivery delivery) {
    node.broker.write(Work.consuming(LANE, List.of(delivery)));
  }

  private static boolean isDeletion(String sql) {
    return sql.toLowerCase(Locale.ROOT).contains("delete from rowmq_message ");
  }

  @ParameterizedTest
  @EnumSource
  void what_a_purge_could_not_delete_is_delivered(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory);
    node.counting.execution =
        (sql, call) -> {
          if (isDeletion(sql)) {
            throw new SQLException("no", "22000");
          }
          return call.go();
        };
    assertThatThrownBy(() -> node.broker.purge(queue)).isInstanceOf(StoreException.class);
    node.counting.execution = (sql, call) -> call.go();

    acknowledge(first);
    for (long number = 2; number <= 3; number++) {
      Delivery next = consumer.take(LIMIT);
      assertThat(next.envelope().messageId()).isEqualTo(number);
      acknowledge(next);
    }
    assertThat(consumer.take(MOMENT)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void a_queue_that_is_paused_while_it_is_purged_stays_paused(
      Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory);
    node.counting.execution =
        (sql, call) -> {
          if (isDeletion(sql)) {
            node.counting.execution = (other, next) -> next.go();
            change(queue.paused(true, false));
          }
          return call.go();
        };
    assertThat(node.broker.purge(queue)).isEqualTo(2);

    node.broker.write(Work.sendingAlone(LANE, new Outgoing(queue, message(4), Origin.NONE)));
    assertThat(consumer.take(MOMENT)).isNull();
    change(queue);
    assertThat(consumer.take(LIMIT)).isNotNull();
  }

  private void change(DestinationRow wanted) {
    DestinationRow now =
        node.store.catalog().findDestination(queue.kind(), queue.name()).orElseThrow();
    node.broker.change(now, wanted, List.of(), "ada", StoreContract.audit(node.store.nextId(), 60));
  }
}
