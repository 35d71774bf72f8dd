package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.NewMessage;
import org.rowmq.management.SettingDifference;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingScope;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.selector.Selector;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;

/** What is set at run time is obeyed at once, and only by whom it concerns. */
class SettingsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();
  private final SettingManagement settings = management.runtimeSettings();

  @AfterEach
  void takeBackWhatHoldsForAll() {
    set(SettingScope.ALL);
  }

  private void set(SettingScope scope, String... namesAndValues) {
    set(settings, scope, namesAndValues);
  }

  private static void set(SettingManagement settings, SettingScope scope, String... pairs) {
    Map<String, String> own = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      own.put(pairs[i], pairs[i + 1]);
    }
    settings.change(ADMIN, scope, own, settings.settings(ADMIN, scope).version());
  }

  private static SettingScope queue(String name) {
    return new SettingScope(QUEUE, name);
  }

  private EditableSetting setting(SettingScope scope, String name) {
    return settings.settings(ADMIN, scope).items().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static AuditView lastAudit() {
    return NODE.management().audit(ADMIN, AuditFilter.ALL, null, 1).items().get(0);
  }

  /** Delivers the next message of a queue, and says that it failed. */
  private static void fail(String name, RedeliveryOverrides overrides) throws InterruptedException {
    Broker broker = NODE.broker();
    Consumer consumer =
        broker.consume(Mailbox.of(broker.find(QUEUE, name).orElseThrow()), Selector.NONE, null);
    Delivery taken = consumer.take(TimeUnit.SECONDS.toNanos(5));
    broker.failed(0, List.of(taken), Failure.of(new IllegalStateException("no")), overrides);
    consumer.close();
  }

  private static void awaitMessages(String name, long count) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(NODE.management().destination(VIEWER, QUEUE, name).messages())
                    .isEqualTo(count));
  }

  @Test
  void aQueueGivesUpAfterItsOwnNumberOfAttemptsAndToItsOwnDeadLetterQueue()
      throws InterruptedException {
    NODE.queue("set.own", 1);
    NODE.queue("set.other", 1);
    set(queue("set.own"), "maxDeliveryAttempts", "1", "deadLetterDestination", "set.graves");

    fail("set.own", RedeliveryOverrides.NONE);
    fail("set.other", RedeliveryOverrides.NONE);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> NODE.broker().find(QUEUE, "set.graves").isPresent());
    awaitMessages("set.graves", 1);
    awaitMessages("set.own", 0);
    awaitMessages("set.other", 1);
    assertThat(management.destination(VIEWER, QUEUE, "set.graves").takesDeadLetters()).isTrue();
    assertThat(management.destination(VIEWER, QUEUE, "set.own").takesDeadLetters()).isFalse();
    // what takes dead letters does not give them up once more
    fail("set.graves", RedeliveryOverrides.all(NODE.broker().policies().standard().redelivery()));
    awaitMessages("set.graves", 1);
  }

  @Test
  void whatHasBeenSetStaysSetWhileOthersReadTheSettings() throws InterruptedException {
    NODE.queue("set.read", 0);
    DestinationRow queue = NODE.broker().find(QUEUE, "set.read").orElseThrow();
    AtomicBoolean over = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              while (!over.get()) {
                NODE.broker().policies().present();
              }
            });
    reader.start();
    try {
      for (int attempts = 1; attempts <= 200; attempts++) {
        set(queue("set.read"), "maxDeliveryAttempts", Integer.toString(attempts));
        assertThat(NODE.broker().policies().of(queue).redelivery().maxDeliveryAttempts())
            .isEqualTo(attempts);
      }
    } finally {
      over.set(true);
      reader.join();
    }
  }

  @Test
  void whatAConsumerAsksForWinsOverItsDestinationAndThatOverAll() throws InterruptedException {
    NODE.queue("set.asked", 2);
    set(SettingScope.ALL, "maxDeliveryAttempts", "1", "deadLetterDestination", "set.all.graves");
    set(queue("set.asked"), "maxDeliveryAttempts", "2");

    fail("set.asked", new RedeliveryOverrides(1, null, null, null, null, null, null));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> NODE.broker().find(QUEUE, "set.all.graves").isPresent());
    awaitMessages("set.all.graves", 1);
    fail("set.asked", RedeliveryOverrides.NONE);
    awaitMessages("set.asked", 1);
    fail("set.asked", RedeliveryOverrides.NONE);
    awaitMessages("set.all.graves", 2);
  }

  @Test
  void aFullQueueTakesNothingFromSendersUntilThereIsRoom() throws JMSException {
    NODE.queue("set.full", 2);
    set(queue("set.full"), "maxMessages", "3");
    try (ClientConnection connection = NODE.connect();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
      MessageProducer producer = session.createProducer(session.createQueue("set.full"));
      producer.send(session.createMessage());
      producer.send(session.createMessage());
      assertThatThrownBy(session::commit)
          .hasStackTraceContaining(ResourceAllocationException.class.getName())
          .hasMessageContaining("set.full is full")
          .hasMessageContaining("maxMessages");
      assertThat(management.destination(VIEWER, QUEUE, "set.full").messages()).isEqualTo(2);

      producer.send(session.createMessage());
      session.commit();
    }
    assertThatThrownBy(
            () ->
                management.messages().send(OPERATOR, QUEUE, "set.full", NewMessage.text("x"), null))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("full");
    set(queue("set.full"));
    NODE.send("set.full", "there is room again");
    assertThat(management.destination(VIEWER, QUEUE, "set.full").messages()).isEqualTo(4);
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() throws JMSException {
    NODE.queue("set.small", 0);
    set(queue("set.small"), "maxMessageBytes", "2000");
    try (ClientConnection connection = NODE.connect();
        Session session = connection.createSession()) {
      MessageProducer producer = session.createProducer(session.createQueue("set.small"));
      producer.send(session.createTextMessage("x".repeat(1000)));
      assertThatThrownBy(() -> producer.send(session.createTextMessage("x".repeat(2001))))
          .isInstanceOf(ResourceAllocationException.class)
          .hasMessageContaining("maxMessageBytes is 2000");
    }
  }

  @Test
  void noMessageLivesLongerThanItsDestinationAllows() throws JMSException {
    NODE.queue("set.mayfly", 0);
    set(queue("set.mayfly"), "maxTimeToLive", "60000");
    try (ClientConnection connection = NODE.connect();
        Session session = connection.createSession()) {
      MessageProducer producer = session.createProducer(session.createQueue("set.mayfly"));
      assertThat(lifeOf(sent(session, producer, 0))).isEqualTo(60_000);
      assertThat(lifeOf(sent(session, producer, 3_600_000))).isEqualTo(60_000);
      assertThat(lifeOf(sent(session, producer, 5_000))).isEqualTo(5_000);
      set(queue("set.mayfly"));
      assertThat(sent(session, producer, 0).getJMSExpiration()).isZero();
    }
  }

  private static Message sent(Session session, MessageProducer producer, long timeToLive)
      throws JMSException {
    Message message = session.createMessage();
    producer.setTimeToLive(timeToLive);
    producer.send(message);
    return message;
  }

  private static long lifeOf(Message message) throws JMSException {
    return message.getJMSExpiration() - message.getJMSTimestamp();
  }

  @Test
  void whatExpiresGoesWhereItsQueueSays() throws JMSException {
    NODE.queue("set.expiring", 0);
    set(queue("set.expiring"), "expiryDestination", "late.*");
    try (ClientConnection connection = NODE.connect();
        Session session = connection.createSession()) {
      MessageProducer producer = session.createProducer(session.createQueue("set.expiring"));
      sent(session, producer, 1);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> NODE.broker().find(QUEUE, "late.set.expiring").isPresent());
    awaitMessages("late.set.expiring", 1);
  }

  @Test
  void destinationsAreMadeWhenFirstUsedOnlyWhileThatIsSet() throws JMSException {
    set(SettingScope.ALL, "autoCreateDestinations", "FALSE");
    try (ClientConnection connection = NODE.connect();
        Session session = connection.createSession()) {
      assertThatThrownBy(() -> session.createProducer(session.createQueue("set.unmade")))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("autoCreateDestinations");
      set(SettingScope.ALL);
      session.createProducer(session.createQueue("set.unmade")).close();
    }
    assertThat(NODE.broker().find(QUEUE, "set.unmade")).isPresent();
  }

  @Test
  void eachValueSaysWhereItComesFrom() {
    NODE.queue("set.origins", 0);
    assertThat(setting(queue("set.origins"), "redeliveryDelay").origin()).isEqualTo("default");
    set(SettingScope.ALL, "redeliveryDelay", "500");
    EditableSetting inherited = setting(queue("set.origins"), "redeliveryDelay");
    assertThat(inherited.origin()).isEqualTo("set for all destinations");
    assertThat(inherited.value()).isEqualTo("500");
    assertThat(inherited.own()).isNull();
    set(queue("set.origins"), "redeliveryDelay", "0700");
    EditableSetting own = setting(queue("set.origins"), "redeliveryDelay");
    assertThat(own.origin()).isEqualTo("set here");
    assertThat(own.value()).isEqualTo("700");
    assertThat(own.inherited()).isEqualTo("500");
    assertThat(own.changedBy()).isEqualTo("ada");
    assertThat(own.changedAt()).isPositive();
  }

  @Test
  void aChangeIsShownBeforeItIsMadeAndToldAfterwards() {
    NODE.queue("set.compared", 0);
    List<SettingDifference> differences =
        settings.compare(
            ADMIN,
            queue("set.compared"),
            Map.of("maxDeliveryAttempts", "3", "deadLetterDestination", ""));

    assertThat(differences)
        .containsExactly(
            new SettingDifference("maxDeliveryAttempts", "deliveries", "10", "3", "set here"),
            new SettingDifference("deadLetterDestination", "", "DLQ.*", "", "set here"));
    assertThat(setting(queue("set.compared"), "maxDeliveryAttempts").own()).isNull();

    set(queue("set.compared"), "maxDeliveryAttempts", "3");
    assertThat(lastAudit().action()).isEqualTo("change");
    assertThat(lastAudit().target()).isEqualTo("setting://queue://set.compared");
    assertThat(lastAudit().parameters()).contains("(not set) -> \\\"3\\\"");
    assertThat(settings.compare(ADMIN, queue("set.compared"), Map.of("maxDeliveryAttempts", "3")))
        .isEmpty();
  }

  @Test
  void whoSawOlderSettingsChangesNothing() {
    NODE.queue("set.raced", 0);
    String seen = settings.settings(ADMIN, queue("set.raced")).version();
    set(queue("set.raced"), "maxMessages", "7");

    assertThatThrownBy(
            () -> settings.change(ADMIN, queue("set.raced"), Map.of("maxMessages", "9"), seen))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
    assertThat(setting(queue("set.raced"), "maxMessages").value()).isEqualTo("7");
  }

  @Test
  void onlyAdministratorsChangeSettingsAndOnlyTheySeeThoseForAll() {
    NODE.queue("set.guarded", 0);
    String version = settings.settings(VIEWER, queue("set.guarded")).version();
    for (Runnable forbidden :
        List.<Runnable>of(
            () -> settings.settings(OPERATOR, SettingScope.ALL),
            () -> settings.compare(OPERATOR, queue("set.guarded"), Map.of()),
            () -> settings.change(OPERATOR, queue("set.guarded"), Map.of(), version))) {
      assertThatThrownBy(forbidden::run)
          .isInstanceOfSatisfying(
              ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
      assertThat(lastAudit().outcome()).isEqualTo("REFUSED");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "maxDeliveryAttempts, 0",
    "maxDeliveryAttempts, -2",
    "maxDeliveryAttempts, many",
    "redeliveryDelay, -1",
    "redeliveryDelay, 31536000001",
    "redeliveryMultiplier, 0.5",
    "redeliveryJitter, NaN",
    "redeliveryJitter, 1.1",
    "deadLetterDestination, *",
    "deadLetterDestination, set.checked",
    "maxMessages, 1.5",
    "autoCreateDestinations, true",
    "auditRetention, 30",
    "jdbcUrl, jdbc:h2:mem:x"
  })
  void whatIsNotPossibleIsRefusedWithTheNameOfTheSetting(String name, String value) {
    if (NODE.broker().find(QUEUE, "set.checked").isEmpty()) {
      NODE.queue("set.checked", 0);
    }
    assertThatThrownBy(() -> set(queue("set.checked"), name, value))
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.INVALID);
              assertThat(e.field()).isEqualTo(name);
            });
    assertThat(settings.settings(ADMIN, queue("set.checked")).items())
        .allMatch(each -> each.own() == null);
  }

  @Test
  void aTopicHasNoLimitOfMessages() {
    management.createDestination(ADMIN, TOPIC, "set.topic");
    SettingScope topic = new SettingScope(TOPIC, "set.topic");
    assertThatThrownBy(() -> set(topic, "maxMessages", "5"))
        .hasMessageContaining("cannot be set for a single topic");
    set(topic, "maxTimeToLive", "5");
    assertThat(setting(topic, "maxTimeToLive").value()).isEqualTo("5");
  }

  @Test
  void aDestinationMadeAnewHasNoneOfTheSettingsOfTheOldOne() {
    NODE.queue("set.again", 0);
    set(queue("set.again"), "maxMessages", "5");
    management.deleteDestination(
        ADMIN,
        QUEUE,
        "set.again",
        management.confirmDelete(ADMIN, QUEUE, "set.again").token(),
        null);
    NODE.queue("set.again", 0);
    assertThat(setting(queue("set.again"), "maxMessages").own()).isNull();
  }

  private static RowmqRuntime node(Path directory, String name) {
    return RowmqRuntime.start(
        RowmqConfig.of(
            Map.of(
                "jdbcUrl",
                "jdbc:h2:file:" + directory.resolve("shared"),
                "user",
                "sa",
                "nodeName",
                name,
                "heartbeatInterval",
                "200")),
        Authenticator.TRUST);
  }

  @Test
  void anotherNodeTakesASettingWithItsNextHeartbeatAndHasItAfterARestart(@TempDir Path directory) {
    try (RowmqRuntime first = node(directory, "first")) {
      Management managed = new Management(first.broker(), "test", List::of);
      try (RowmqRuntime second = node(directory, "second")) {
        managed.createDestination(ADMIN, DestinationKind.QUEUE, "set.shared");
        set(managed.runtimeSettings(), queue("set.shared"), "maxMessages", "17");
        await().atMost(Duration.ofSeconds(10)).until(() -> maxMessages(second) == 17);
      }
      try (RowmqRuntime again = node(directory, "second")) {
        assertThat(maxMessages(again)).isEqualTo(17);
      }
    }
  }

  private static long maxMessages(RowmqRuntime node) {
    return node.broker()
        .find(QUEUE, "set.shared")
        .map(row -> node.broker().policies().of(row).maxMessages())
        .orElse(0L);
  }

  @Test
  void theAuditTrailForgetsWhatIsOlderThanItsRetention(@TempDir Path directory) {
    try (RowmqRuntime node = node(directory, "forgetting")) {
      addAudit(node, 200);
      addAudit(node, 100);
    }
    try (RowmqRuntime node = node(directory, "forgetting")) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(node.broker().store().administration().audited(Long.MAX_VALUE, 10))
                      .extracting(AuditRow::target)
                      .containsExactly("100 days ago"));
    }
  }

  private static void addAudit(RowmqRuntime node, int daysAgo) {
    node.broker()
        .store()
        .administration()
        .audit(
            new AuditRow(
                node.broker().store().nextId(),
                node.broker().now() - Duration.ofDays(daysAgo).toMillis(),
                "ada",
                "admin",
                "::1",
                "purge",
                "queue",
                daysAgo + " days ago",
                0,
                null,
                "OK",
                null,
                null));
  }
}
