package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Subscriptions;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/**
 * The copies of a message are stored, and nobody hears of it; one of them a consumer has got
 * before, the other none (decision 071).
 */
class EarlyCopyInDoubtTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final int LANE = 0;

  private final List<Consumer> consumers = new ArrayList<>();
  private final List<Long> mailboxes = new ArrayList<>();
  private BrokerOnCounting node;
  private CountingDataSource counting;
  private Broker broker;
  private DestinationRow topic;

  private void start(Shared shared, Path directory) throws SQLException {
    // does not look for long whether a commit has happened
    node = new BrokerOnCounting(shared, directory, true, Duration.ofSeconds(1));
    counting = node.counting;
    broker = node.broker;
    topic = broker.resolve(DestinationKind.TOPIC, unique("t"));
    for (String name : List.of("first", "second")) {
      Subscriptions.Opened opened =
          broker
              .subscriptions()
              .open(
                  new Subscriptions.Request(
                      topic, null, unique(name), true, true, false, null, consumers.size()));
      mailboxes.add(opened.row().id());
      consumers.add(
          broker.consume(opened.mailbox(), Selector.NONE, () -> {}).acknowledgingAtOnce());
    }
  }

  @AfterEach
  void close() throws SQLException {
    counting.asked = sql -> {};
    counting.commit = Connection::commit;
    consumers.forEach(Consumer::close);
    node.close();
  }

  private void send() {
    Outgoing outgoing = new Outgoing(topic, message(node.store.nextId()), Origin.NONE);
    broker.write(Work.sendingAlone(LANE, outgoing));
  }

  private boolean takesOne(Consumer consumer) {
    Delivery delivery = consumer.next();
    if (delivery != null) {
      broker.submit(Work.consuming(LANE, List.of(delivery))).join();
    }
    return delivery != null;
  }

  /** Sends until the copies are taken at once, so that the topic is asked for first. */
  private void untilTopicsAreAskedFor() {
    AtomicBoolean isAsked = new AtomicBoolean();
    counting.asked = sql -> isAsked.compareAndSet(false, isVersionQuestion(sql));
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              consumers.forEach(Consumer::next);
              send();
              consumers.forEach(consumer -> await().atMost(LIMIT).until(() -> takesOne(consumer)));
              consumers.forEach(consumer -> assertThat(consumer.next()).isNull());
              return isAsked.get();
            });
  }

  private static boolean isVersionQuestion(String sql) {
    return sql.startsWith("select id, version from ");
  }

  private List<BrowsedMessage> rows(int subscription) {
    return node.store
        .messages()
        .browse(
            mailboxes.get(subscription),
            List.of(MessageState.AVAILABLE, MessageState.ACQUIRED),
            null,
            10,
            Long.MAX_VALUE);
  }

  @ParameterizedTest
  @EnumSource
  void theCopyThatNoConsumerHasGotIsGivenBackToWhoeverComes(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory);
    untilTopicsAreAskedFor();
    counting.asked =
        sql -> {
          if (isVersionQuestion(sql)) {
            // after the sender has found that both would take it
            consumers.get(1).close();
            counting.asked = other -> {};
            counting.commit =
                connection -> {
                  connection.commit();
                  counting.commit =
                      later -> {
                        throw new SQLNonTransientConnectionException("cut by the test", "08006");
                      };
                  throw new SQLNonTransientConnectionException("cut by the test", "08006");
                };
          }
        };

    assertThatThrownBy(this::send).isInstanceOf(OutcomeUnknownException.class);
    counting.commit = Connection::commit;

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(rows(1))
                    .singleElement()
                    .extracting(BrowsedMessage::state)
                    .isEqualTo(MessageState.AVAILABLE));
  }
}
