package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.management.SettingScope;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.selector.Selector;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.TestDatabases;
import org.rowmq.testing.Directories;

/**
 * Ready, delivering, scheduled, dead: kept like the depth, and after whatever happened what the
 * rows say. That they are is asked of the check which repairs counters: it must find nothing.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MessageStatesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long HOUR = 3_600_000;
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, Node> NODES = new LinkedHashMap<>();
  private static Path directory;

  /** A managed node on a database. */
  private record Node(String database, RowmqRuntime runtime, Management management) {
    DestinationView view(String queue) {
      return management.destination(VIEWER, QUEUE, queue);
    }

    String newQueue() {
      String name = "states." + COUNT.incrementAndGet();
      management.createDestination(ADMIN, QUEUE, name);
      return name;
    }

    void send(String queue, long delayMillis, long timeToLiveMillis, int count) {
      NewMessage message =
          new NewMessage(
              "x", null, null, null, 4, true, timeToLiveMillis, delayMillis, Map.of(), count);
      management.messages().send(OPERATOR, QUEUE, queue, message, null);
    }

    void set(String queue, Map<String, String> own) {
      SettingScope scope = new SettingScope(QUEUE, queue);
      String version = management.runtimeSettings().settings(ADMIN, scope).version();
      management.runtimeSettings().change(ADMIN, scope, own, version);
    }

    List<String> ids(String queue, String state) {
      MessageFilter filter = new MessageFilter(null, null, null, null, 0, 0, state);
      return management
          .messages()
          .browse(VIEWER, MessageSource.queue(queue), filter, null, 500)
          .items()
          .stream()
          .map(MessageView::id)
          .toList();
    }

    void run(MessageCommand command) {
      Confirmation asked = management.messages().confirm(OPERATOR, command);
      management.messages().run(OPERATOR, command, asked.token(), null);
    }

    /** Messages become due and expire all the time. */
    void runUnlessItHasChanged(MessageCommand command) {
      try {
        run(command);
      } catch (ManagementException e) {
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.CONFLICT);
      }
    }

    void purge(String queue) {
      Confirmation asked = management.confirmPurge(OPERATOR, QUEUE, queue);
      management.purge(OPERATOR, QUEUE, queue, asked.token(), null);
    }

    void purgeUnlessItHasChanged(String queue) {
      try {
        purge(queue);
      } catch (ManagementException e) {
        assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
      }
    }

    ClientConnection connect() throws Exception {
      ClientConnection connection =
          runtime.clientNode().connect(null, null, null, Domain.COMMON, null);
      connection.start();
      return connection;
    }

    void shows(String queue, long ready, long delivering, long scheduled, long dead) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                DestinationView view = view(queue);
                assertThat(List.of(view.ready(), view.delivering(), view.scheduled(), view.dead()))
                    .containsExactly(ready, delivering, scheduled, dead);
                assertThat(view.messages()).isEqualTo(ready + delivering + scheduled + dead);
              });
    }

    /** When all is written down, nothing is to be corrected. */
    void agreesWithTheRows(String queue) {
      long mailbox = runtime.broker().find(QUEUE, queue).orElseThrow().id();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          runtime
                              .broker()
                              .store()
                              .nodes()
                              .checkDepths(runtime.broker().workers())
                              .join())
                      .filteredOn(wrong -> wrong.mailboxId() == mailbox)
                      .isEmpty());
    }
  }

  private record TestXid(byte number) implements Xid {
    @Override
    public int getFormatId() {
      return 8;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {number};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  /** Two database servers are started for it, which takes a busy machine its time. */
  @BeforeAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  static void startNodes() {
    directory = Directories.fresh("message-states");
    start("H2, embedded", Map.of("dataDirectory", directory.toString()));
    String shared = directory.toAbsolutePath().resolve("shared") + ";DB_CLOSE_ON_EXIT=FALSE";
    start("H2, shared", of("jdbc:h2:file:" + shared, "sa", ""));
    start("PostgreSQL", of(TestDatabases.postgreSql()));
    start("MariaDB", of(TestDatabases.mariaDb()));
  }

  private static Map<String, String> of(StoreConfig.Jdbc database) {
    return of(database.url(), database.user(), database.password());
  }

  private static Map<String, String> of(String url, String user, String password) {
    return Map.of("jdbcUrl", url, "user", user, "password", password);
  }

  private static void start(String database, Map<String, String> where) {
    Map<String, String> settings = new LinkedHashMap<>(where);
    settings.put("nodeName", "counting");
    settings.put("heartbeatInterval", "100");
    RowmqRuntime runtime = RowmqRuntime.start(RowmqConfig.of(settings), Authenticator.TRUST);
    Management management =
        new Management(runtime.broker(), "test", List::of, new ManagedNode.MovableClock());
    NODES.put(database, new Node(database, runtime, management));
  }

  @AfterAll
  static void stopNodes() {
    NODES.values().forEach(node -> node.runtime().close());
    Directories.delete(directory);
  }

  static Stream<Node> nodes() {
    return NODES.values().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aDelayedMessageIsScheduledUntilItsTimeHasCome(Node node) {
    String queue = node.newQueue();
    node.send(queue, HOUR, 0, 3);
    node.send(queue, 0, 0, 2);
    node.shows(queue, 2, 0, 3, 0);

    node.send(queue, 1, 0, 4);

    node.shows(queue, 6, 0, 3, 0);
    node.agreesWithTheRows(queue);
    node.purge(queue);
    node.shows(queue, 0, 0, 0, 0);
    node.agreesWithTheRows(queue);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatAConsumerHasIsDeliveringAndWhatFailedWaitsForItsNextAttempt(Node node) throws Exception {
    String queue = node.newQueue();
    node.set(queue, Map.of("redeliveryDelay", Long.toString(HOUR)));
    node.send(queue, 0, 0, 3);
    try (ClientConnection connection = node.connect()) {
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(queue));
      assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
      assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
      node.shows(queue, 1, 2, 0, 0);

      session.rollback();

      node.shows(queue, 1, 0, 2, 0);
    }
    node.agreesWithTheRows(queue);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatIsRolledBackIsNotCounted(Node node) throws Exception {
    String queue = node.newQueue();
    try (ClientConnection connection = node.connect();
        Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
      MessageProducer producer = session.createProducer(new RowmqQueue(queue));
      producer.setDeliveryDelay(HOUR);
      producer.send(session.createTextMessage("undone"));
      session.rollback();
      node.shows(queue, 0, 0, 0, 0);

      producer.send(session.createTextMessage("done"));
      session.commit();

      node.shows(queue, 0, 0, 1, 0);
    }
    node.agreesWithTheRows(queue);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aScheduledMessageStaysThatWhereItIsMovedToAndGoesWhenItIsDeleted(Node node) {
    String from = node.newQueue();
    String to = node.newQueue();
    node.send(from, HOUR, 0, 2);
    List<String> ids = node.ids(from, "SCHEDULED");
    MessageSource source = MessageSource.queue(from);

    node.run(new MessageCommand(Action.MOVE, source, List.of(ids.get(0)), null, QUEUE, to));
    node.shows(from, 0, 0, 1, 0);
    node.shows(to, 0, 0, 1, 0);

    node.run(MessageCommand.delete(source, List.of(ids.get(1))));
    node.run(MessageCommand.delete(MessageSource.queue(to), List.of(ids.get(0))));
    node.shows(from, 0, 0, 0, 0);
    node.shows(to, 0, 0, 0, 0);
    node.agreesWithTheRows(from);
    node.agreesWithTheRows(to);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatIsGivenUpIsDeadWhereItWasOrInTheQueueOfDeadLetters(Node node) throws Exception {
    String keeping = node.newQueue();
    String giving = node.newQueue();
    node.set(keeping, Map.of("maxDeliveryAttempts", "1", "deadLetterDestination", ""));
    node.set(giving, Map.of("maxDeliveryAttempts", "1"));
    node.send(keeping, 0, 0, 1);
    node.send(giving, 0, 0, 1);
    try (ClientConnection connection = node.connect()) {
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      for (String queue : List.of(keeping, giving)) {
        Message message =
            session.createConsumer(new RowmqQueue(queue)).receive(PATIENCE.toMillis());
        assertThat(message).isNotNull();
        session.rollback();
      }
    }
    node.shows(keeping, 0, 0, 0, 1);
    node.shows(giving, 0, 0, 0, 0);
    node.shows("DLQ." + giving, 0, 0, 0, 1);
    assertThat(node.view(keeping).deadLetters()).isEqualTo(1);
    assertThat(node.view(giving).deadLetters()).isEqualTo(1);
    assertThat(node.management().totals(VIEWER).deadLetters()).isGreaterThanOrEqualTo(2);
    node.agreesWithTheRows(keeping);

    node.run(
        new MessageCommand(
            Action.MOVE,
            MessageSource.queue(keeping),
            node.ids(keeping, "DEAD"),
            null,
            QUEUE,
            giving));

    node.shows(keeping, 0, 0, 0, 0);
    node.shows(giving, 1, 0, 0, 0);
    node.agreesWithTheRows(keeping);
    node.agreesWithTheRows(giving);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatExpiresBeforeItIsDueIsScheduledNoLonger(Node node) {
    String deleting = node.newQueue();
    String keeping = node.newQueue();
    String expired = node.newQueue();
    node.set(keeping, Map.of("expiryDestination", expired));
    node.send(deleting, HOUR, 1, 2);
    node.send(keeping, HOUR, 1, 2);

    node.shows(deleting, 0, 0, 0, 0);
    node.shows(keeping, 0, 0, 0, 0);
    assertThat(node.view(expired).messages()).isEqualTo(2);
    node.agreesWithTheRows(deleting);
    node.agreesWithTheRows(keeping);
    node.agreesWithTheRows(expired);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatAPreparedTransactionHasConsumedIsDeliveringUntilItEnds(Node node) throws Exception {
    for (boolean commit : List.of(true, false)) {
      String from = node.newQueue();
      String to = node.newQueue();
      node.send(from, 0, 0, 2);
      TestXid xid = new TestXid((byte) COUNT.incrementAndGet());
      prepare(node, xid, from, to);
      node.shows(from, 1, 1, 0, 0);
      node.shows(to, 0, 0, 0, 0);
      node.agreesWithTheRows(from);

      node.runtime().broker().endBranch(xid, commit);

      node.shows(from, commit ? 1 : 2, 0, 0, 0);
      node.shows(to, commit ? 1 : 0, 0, 0, 0);
      node.agreesWithTheRows(from);
      node.agreesWithTheRows(to);
    }
  }

  private static void prepare(Node node, Xid xid, String from, String to) throws Exception {
    Mailbox source = Mailbox.of(node.runtime().broker().find(QUEUE, from).orElseThrow());
    Consumer consumer = node.runtime().broker().consume(source, Selector.NONE, null);
    Delivery taken = consumer.take(PATIENCE.toNanos());
    Work work = new Work(0);
    work.consume(taken);
    work.send(
        new Outgoing(
            node.runtime().broker().find(QUEUE, to).orElseThrow(), taken.envelope(), Origin.NONE));
    node.runtime().broker().prepare(xid, work);
    consumer.close();
  }

  /** Whatever happens in whatever order, with a seed that is said when it fails. */
  @ParameterizedTest
  @MethodSource("nodes")
  void afterManyThingsHaveHappenedTheCountersAreRight(Node node) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String one = node.newQueue();
    String two = node.newQueue();
    Map<String, String> policy =
        Map.of("maxDeliveryAttempts", "3", "redeliveryDelay", "20", "deadLetterDestination", "");
    node.set(one, policy);
    node.set(two, policy);
    try (ClientConnection connection = node.connect()) {
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      for (int i = 0; i < 150; i++) {
        String queue = random.nextBoolean() ? one : two;
        String other = queue.equals(one) ? two : one;
        switch (random.nextInt(8)) {
          case 0, 1 -> node.send(queue, random.nextInt(40), random.nextInt(60), 3);
          case 2 -> node.send(queue, HOUR, 0, 2);
          case 3, 4, 5 -> consume(session, queue, random.nextInt(3) > 0);
          case 6 -> {
            String state = List.of("SCHEDULED", "DEAD", "AVAILABLE").get(random.nextInt(3));
            MessageFilter filter = new MessageFilter(null, null, null, null, 0, 0, state);
            Action action = random.nextBoolean() ? Action.MOVE : Action.DELETE;
            node.runUnlessItHasChanged(
                new MessageCommand(
                    action,
                    MessageSource.queue(queue),
                    null,
                    filter,
                    QUEUE,
                    action == Action.MOVE ? other : null));
          }
          default -> {
            if (random.nextInt(5) == 0) {
              node.purgeUnlessItHasChanged(queue);
            }
          }
        }
      }
    }
    try {
      node.agreesWithTheRows(one);
      node.agreesWithTheRows(two);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(node.database() + ", seed " + seed, e);
    }
  }

  private static void consume(Session session, String queue, boolean fail) throws Exception {
    try (MessageConsumer consumer = session.createConsumer(new RowmqQueue(queue))) {
      consumer.receive(10);
      if (fail) {
        session.rollback();
      } else {
        session.commit();
      }
    }
  }
}
