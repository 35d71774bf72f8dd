package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.message;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.Store;

/**
 * On an embedded database a message can be read from the table as soon as its transaction is
 * committed, and its dispatcher is told of it a little later, when that has been forced to disk.
 * Meanwhile it may have been consumed by what does not wait for that.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ReadBeforeToldTest {
  private static final int LANE = 0;
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

  private final CountDownLatch firstGroupStored = new CountDownLatch(1);
  private final CountDownLatch writeSecondGroup = new CountDownLatch(1);
  private final CountDownLatch secondGroupStored = new CountDownLatch(1);
  private final CountDownLatch tellOfSecondGroup = new CountDownLatch(1);

  private BrokerOnEmbedded node;
  private Store store;
  private Broker broker;
  private DestinationRow queue;
  private DestinationRow other;

  /** What {@link Broker#prepare} is asked to prepare. */
  private record Branch(byte[] getGlobalTransactionId, byte[] getBranchQualifier) implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }
  }

  private static final Xid XID = new Branch(new byte[] {1}, new byte[] {2});

  @BeforeEach
  void open(@TempDir Path directory) {
    node = new BrokerOnEmbedded(directory);
    store = node.store;
    broker = node.broker;
    queue = broker.resolve(DestinationKind.QUEUE, "queue");
    other = broker.resolve(DestinationKind.QUEUE, "other");
  }

  @AfterEach
  void close() {
    writeSecondGroup.countDown();
    tellOfSecondGroup.countDown();
    node.close();
  }

  /** Stores a message for the queue, of which nobody is told before {@link #tellOfSecondGroup}. */
  private CompletableFuture<Void> sendUntold() throws InterruptedException {
    sendToOther(1, firstGroupStored, writeSecondGroup);
    firstGroupStored.await();
    // both wait now, and are written together
    sendToOther(2, secondGroupStored, tellOfSecondGroup);
    Work work = new Work(LANE);
    work.send(new Outgoing(queue, text(3, 4, true), Origin.NONE));
    CompletableFuture<Void> sent = broker.submit(work);
    writeSecondGroup.countDown();
    secondGroupStored.await();
    assertThat(sent).isNotDone();
    return sent;
  }

  /** One that a selector can be asked of. */
  private static Envelope text(long number, int priority, boolean persistent) {
    return new Envelope(
        number, priority, persistent, 1, 0, 0, null, null, (byte) 0, new byte[] {1}, null);
  }

  private void sendToOther(long number, CountDownLatch stored, CountDownLatch mayGoOn) {
    CommitListener listener =
        rows -> {
          stored.countDown();
          try {
            mayGoOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    store.messages().submit(Fixture.sending(other.id(), message(number)), listener);
  }

  private Consumer consumer(Selector selector) {
    return broker.consume(Mailbox.of(queue), selector, null);
  }

  private void prepareConsumptionOf(Delivery delivery) {
    broker.prepare(XID, Work.consuming(LANE, List.of(delivery)));
  }

  @Test
  void a_message_of_a_prepared_branch_is_not_delivered_again_when_its_sending_is_told()
      throws Exception {
    Consumer consumer = consumer(Selector.NONE);
    CompletableFuture<Void> sent = sendUntold();
    Delivery delivery = consumer.poll();
    prepareConsumptionOf(delivery);
    assertThat(consumer.poll()).isNull();

    tellOfSecondGroup.countDown();
    sent.join();

    assertThat(consumer.take(MOMENT)).isNull();
    broker.endBranch(XID, true);
    assertThat(store.messages().find(List.of(delivery.id()), Fixture.PLENTY)).isEmpty();
  }

  @Test
  void a_consumer_with_another_selector_does_not_get_it_either() throws Exception {
    Consumer consumer = consumer(Selector.NONE);
    CompletableFuture<Void> sent = sendUntold();
    prepareConsumptionOf(consumer.poll());
    Consumer another = consumer(Selector.parse("JMSPriority = 4"));
    assertThat(another.poll()).isNull();

    tellOfSecondGroup.countDown();
    sent.join();

    assertThat(consumer.take(MOMENT)).isNull();
    assertThat(another.take(MOMENT)).isNull();
  }

  @Test
  void it_is_delivered_again_when_the_branch_is_rolled_back() throws Exception {
    Consumer consumer = consumer(Selector.NONE);
    CompletableFuture<Void> sent = sendUntold();
    Delivery delivery = consumer.poll();
    prepareConsumptionOf(delivery);
    assertThat(consumer.poll()).isNull();
    broker.endBranch(XID, false);

    tellOfSecondGroup.countDown();
    sent.join();

    Delivery again = consumer.take(TimeUnit.SECONDS.toNanos(20));
    assertThat(again.id()).isEqualTo(delivery.id());
    assertThat(consumer.take(MOMENT)).isNull();
  }

  @Test
  void what_a_purge_has_deleted_is_not_delivered_when_its_sending_is_told() throws Exception {
    Consumer consumer = consumer(Selector.NONE);
    assertThat(consumer.poll()).isNull();
    CompletableFuture<Void> sent = sendUntold();
    assertThat(broker.purge(queue)).isOne();
    assertThat(consumer.poll()).isNull();

    tellOfSecondGroup.countDown();
    sent.join();

    assertThat(consumer.take(MOMENT)).isNull();
  }

  @Test
  void it_is_not_delivered_to_the_first_consumer_of_all_that_came_after_the_purge_either()
      throws Exception {
    CompletableFuture<Void> sent = sendUntold();
    assertThat(broker.purge(queue)).isOne();
    Consumer consumer = consumer(Selector.NONE);
    assertThat(consumer.poll()).isNull();

    tellOfSecondGroup.countDown();
    sent.join();

    assertThat(consumer.take(MOMENT)).isNull();
  }

  @Test
  void what_was_sent_while_a_purge_was_under_way_is_delivered() throws Exception {
    Consumer consumer = consumer(Selector.NONE);
    assertThat(consumer.poll()).isNull();
    broker.purge(queue);
    CompletableFuture<Void> sent = sendUntold();
    assertThat(consumer.poll()).isNotNull();

    tellOfSecondGroup.countDown();
    sent.join();

    assertThat(consumer.take(MOMENT)).isNull();
  }

  @Test
  void what_is_given_back_while_another_consumer_reads_is_read_again() throws Exception {
    Selector urgent = Selector.parse("JMSPriority = 5");
    Selector others = Selector.parse("JMSPriority = 4");
    for (Envelope each : List.of(text(1, 5, true), text(2, 5, true), text(3, 4, false))) {
      broker.write(Work.sendingAlone(LANE, new Outgoing(queue, each, Origin.NONE)));
    }
    Consumer consumer = consumer(urgent);
    Delivery first = consumer.poll();
    broker.write(Work.consuming(LANE, List.of(first)));
    sendToOther(4, firstGroupStored, writeSecondGroup);
    firstGroupStored.await();
    CompletableFuture<Delivery> read = new CompletableFuture<>();
    Thread reader = new Thread(() -> read.complete(consumer(others).poll()));
    reader.start();
    await().until(() -> reader.getState() == Thread.State.WAITING);
    consumer.close();

    Delivery again = consumer(urgent).poll();

    assertThat(again).isNotNull();
    assertThat(again.envelope().messageId()).isEqualTo(2);
    writeSecondGroup.countDown();
    assertThat(read.join().envelope().messageId()).isEqualTo(3);
    reader.join();
  }
}
