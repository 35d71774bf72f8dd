package org.rowmq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.crash.CuttingProxy.Cut;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.TestDatabases;

/**
 * The connection to the database breaks at each request of an operation in turn, once before the
 * server sees it and once when it has answered, and stays silent. What the caller is told is true
 * afterwards, and stays so.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConnectionCutTest {
  private static final Pattern PORT = Pattern.compile("//localhost:(\\d+)/");
  private static final String SILENT_MILLIS = "1500";
  private static final int FEWEST_REQUESTS = 1;
  private static final int MOST_REQUESTS = 60;

  /** What fails when connections are cut is no news. */
  private static final List<Logger> LOUD =
      List.of(Logger.getLogger("org.rowmq"), Logger.getLogger("com.zaxxer.hikari"));

  private enum Server {
    POSTGRESQL,
    MARIADB;

    StoreConfig.Jdbc create() {
      return this == POSTGRESQL ? TestDatabases.postgreSql() : TestDatabases.mariaDb();
    }

    /** The URL with a time-out for a server that says nothing. */
    String impatient(String url) {
      String seconds = String.valueOf(Integer.parseInt(SILENT_MILLIS) / 1000 + 1);
      return url
          + (url.contains("?") ? "&" : "?")
          + "socketTimeout="
          + (this == POSTGRESQL ? seconds : SILENT_MILLIS);
    }
  }

  private enum Operation {
    SEND,
    ACKNOWLEDGE,
    COMMIT
  }

  private enum Told {
    DONE,
    FAILED,
    UNKNOWN
  }

  /** What a caller was told of a message. */
  private record Case(Operation operation, Cut cut, int request, String key, Told told) {}

  private final List<Case> cases = new ArrayList<>();
  private StoreConfig.Jdbc jdbc;
  private CuttingProxy proxy;
  private RowmqRuntime runtime;

  @BeforeEach
  void quiet() {
    LOUD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterEach
  void close() throws Exception {
    if (runtime != null) {
      runtime.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    LOUD.forEach(logger -> logger.setLevel(null));
  }

  private void start(Server server) throws Exception {
    jdbc = server.create();
    Matcher port = PORT.matcher(jdbc.url());
    assertThat(port.find()).isTrue();
    proxy = new CuttingProxy(Integer.parseInt(port.group(1)));
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "jdbcUrl", server.impatient(port.replaceFirst("//localhost:" + proxy.port() + "/")));
    settings.put("user", jdbc.user());
    settings.put("password", jdbc.password());
    settings.put("nodeName", "cut");
    settings.put("maxDeliveryAttempts", "-1");
    // so that most requests are those of the operation
    settings.put("heartbeatInterval", "60000");
    settings.put("nodeTimeout", "600000");
    runtime = RowmqRuntime.start(RowmqConfig.of(settings), Authenticator.TRUST);
  }

  private Connection connect() throws JMSException {
    return runtime.clientNode().connect(null, null, null, Domain.COMMON, null);
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void what_callers_are_told_is_true_wherever_the_connection_is_cut(Server server)
      throws Exception {
    start(server);
    for (Operation operation : Operation.values()) {
      everywhere(operation, Cut.BEFORE_REQUEST);
      everywhere(operation, Cut.AFTER_ANSWER);
    }
    check();
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void what_callers_are_told_is_true_when_the_server_falls_silent(Server server) throws Exception {
    start(server);
    everywhere(Operation.SEND, Cut.SILENCE);
    check();
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void a_message_is_delivered_in_the_end_wherever_the_connection_is_cut(Server server)
      throws Exception {
    start(server);
    for (Cut cut : List.of(Cut.BEFORE_REQUEST, Cut.AFTER_ANSWER)) {
      int request = 0;
      while (receivedInTheEnd("RECEIVE-" + cut + "-" + request, cut, request)) {
        request++;
      }
      assertThat(request).as(cut.toString()).isGreaterThan(FEWEST_REQUESTS);
    }
  }

  /** Whether the request was reached. */
  private boolean receivedInTheEnd(String key, Cut cut, int request) throws Exception {
    RowmqQueue queue = new RowmqQueue("from-" + key);
    try (Connection connection = connect()) {
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      session.createProducer(queue).send(message(session, key));
      connection.start();
      MessageConsumer consumer = session.createConsumer(queue);
      List<Message> received = new ArrayList<>();
      told(cut, request, () -> received.add(consumer.receive(1_000)));
      if (received.stream().allMatch(Objects::isNull)) {
        received.add(consumer.receive(20_000));
      }
      assertThat(received.get(received.size() - 1)).as(key).isNotNull();
      received.get(received.size() - 1).acknowledge();
    }
    return wasCut;
  }

  private void everywhere(Operation operation, Cut cut) throws Exception {
    int request = 0;
    boolean reached = true;
    while (reached) {
      assertThat(request).isLessThan(MOST_REQUESTS);
      reached = once(operation, cut, request);
      request++;
    }
    assertThat(request).as(operation + " " + cut).isGreaterThan(FEWEST_REQUESTS);
  }

  /** Whether the request was reached. */
  private boolean once(Operation operation, Cut cut, int request) throws Exception {
    String key = operation + "-" + cut + "-" + request;
    try (Connection connection = connect()) {
      connection.start();
      Told told =
          switch (operation) {
            case SEND -> send(connection, key, cut, request);
            case ACKNOWLEDGE -> acknowledge(connection, key, cut, request);
            case COMMIT -> commit(connection, key, cut, request);
          };
      cases.add(new Case(operation, cut, request, key, told));
    } finally {
      proxy.heal();
    }
    return wasCut;
  }

  private boolean wasCut;

  /** Work that may fail. */
  private interface Work {
    void run() throws JMSException;
  }

  private Told told(Cut cut, int request, Work work) {
    proxy.cutAfter(request, cut);
    try {
      work.run();
      return Told.DONE;
    } catch (JMSException e) {
      return "OUTCOME_UNKNOWN".equals(e.getErrorCode()) ? Told.UNKNOWN : Told.FAILED;
    } finally {
      wasCut = proxy.heal();
    }
  }

  private static Message message(Session session, String key) throws JMSException {
    Message message = session.createTextMessage(key);
    message.setJMSCorrelationID(key);
    return message;
  }

  private Told send(Connection connection, String key, Cut cut, int request) throws JMSException {
    Session session = connection.createSession();
    Message message = message(session, key);
    var producer = session.createProducer(new RowmqQueue("kept"));
    return told(cut, request, () -> producer.send(message));
  }

  private Message received(Session session, String key) throws JMSException {
    RowmqQueue queue = new RowmqQueue("from-" + key);
    session.createProducer(queue).send(message(session, key));
    if (session.getTransacted()) {
      session.commit();
    }
    MessageConsumer consumer = session.createConsumer(queue);
    Message message = consumer.receive(10_000);
    assertThat(message).isNotNull();
    return message;
  }

  private Told acknowledge(Connection connection, String key, Cut cut, int request)
      throws JMSException {
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    Message message = received(session, key);
    return told(cut, request, message::acknowledge);
  }

  private Told commit(Connection connection, String key, Cut cut, int request) throws JMSException {
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    received(session, key);
    session.createProducer(new RowmqQueue("kept")).send(message(session, key));
    return told(cut, request, session::commit);
  }

  /** Each message is in the one place or the other as the caller was told, and once. */
  private void check() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (java.sql.Connection direct =
        DriverManager.getConnection(jdbc.url(), jdbc.user(), jdbc.password())) {
      Rows.read(direct).forEach(row -> rows.add(row.copy()));
    }
    Map<Told, Integer> counts = new EnumMap<>(Told.class);
    for (Case each : cases) {
      counts.merge(each.told(), 1, Integer::sum);
      List<String> there = rows.stream().filter(row -> row.startsWith(each.key() + "@")).toList();
      String source = Workload.copy(each.key(), "from-" + each.key());
      String target = Workload.copy(each.key(), "kept");
      List<String> done =
          switch (each.operation()) {
            case SEND, COMMIT -> List.of(target);
            case ACKNOWLEDGE -> List.of();
          };
      List<String> not = each.operation() == Operation.SEND ? List.of() : List.of(source);
      Set<List<String>> allowed =
          switch (each.told()) {
            case DONE -> Set.of(done);
            case FAILED -> Set.of(not);
            case UNKNOWN -> Set.of(done, not);
          };
      assertThat(allowed).as(each.toString()).contains(there);
    }
    System.out.println("ConnectionCutTest: " + counts);
    assertThat(counts.get(Told.DONE)).isGreaterThan(1);
  }
}
