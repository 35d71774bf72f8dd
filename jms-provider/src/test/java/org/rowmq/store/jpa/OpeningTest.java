package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.config;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.DestinationKind;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreUnavailableException;
import org.rowmq.store.StoredMessage;

/** Opening, refusing to open, closing and opening again. */
class OpeningTest {
  private static final String RETENTION = "RETENTION_TIME";

  @TempDir Path directory;

  private StoreConfig embedded(Path data) {
    return config(new StoreConfig.Embedded(data), "first");
  }

  @Test
  void the_directory_is_created_and_all_is_there_after_reopening() {
    StoreConfig config = embedded(directory.resolve("deep/data"));
    long queue;
    StoredMessage row;
    long id;
    try (Store store = JpaStore.open(config)) {
      queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
      row = send(store, queue, message(1)).get(0);
      store.catalog().createDestination(DestinationKind.QUEUE, "temp", store.info().incarnation());
      store.nodes().acquireClientId("client");
      StoreContract.prepareIn(store, queue, StoreContract.xid("x"), row, message(2));
      id = store.nextId();
    }
    try (Store store = JpaStore.open(config)) {
      assertThat(store.nextId()).isGreaterThan(id);
      assertThat(store.catalog().findDestination(DestinationKind.QUEUE, "q")).isPresent();
      assertThat(store.catalog().findDestination(DestinationKind.QUEUE, "temp")).isEmpty();
      assertThat(store.nodes().acquireClientId("client")).isTrue();
      assertThat(store.branches().prepared()).hasSize(1);
      assertThat(numbers(store.branches().commit(StoreContract.xid("x")).available()))
          .containsExactly(2L);
      assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(2L);
      assertThat(store.info().schemaVersion()).isEqualTo("10");
    }
  }

  @Test
  void a_directory_in_use_is_refused_with_who_uses_it() {
    try (Store store = JpaStore.open(embedded(directory))) {
      assertThat(store.info().exclusive()).isTrue();
      assertThatThrownBy(() -> JpaStore.open(embedded(directory)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("dataDirectory")
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    JpaStore.open(embedded(directory)).close();
  }

  @Test
  void a_directory_that_cannot_be_made_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");

    assertThatThrownBy(() -> JpaStore.open(embedded(file.resolve("data"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dataDirectory '" + file.resolve("data"));
    assertThatThrownBy(() -> JpaStore.open(embedded(file)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dataDirectory '" + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1rowmq", "row-mq", "a b", "x;drop table y", "\"x\""})
  void a_prefix_that_is_no_identifier_is_refused(String prefix) {
    assertThatThrownBy(
            () -> JpaStore.open(config(new StoreConfig.Embedded(directory), "n", prefix)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("tablePrefix '" + prefix + "'");
  }

  @Test
  void a_database_that_does_not_answer_is_reported_fast_and_without_the_password()
      throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    for (String url :
        new String[] {
          "jdbc:postgresql://localhost:" + free + "/db?password=secret",
          "jdbc:mariadb://localhost:" + free + "/db?password=secret"
        }) {
      long begin = System.nanoTime();
      assertThatThrownBy(
              () -> JpaStore.open(config(new StoreConfig.Jdbc(url, "u", "secret", 4), "n")))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("localhost:" + free + "/db")
          .hasMessageContaining("jdbcUrl, user and password")
          .hasMessageNotContaining("secret");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
    }
  }

  @Test
  void a_url_of_an_unknown_database_is_refused() {
    assertThatThrownBy(
            () -> JpaStore.open(config(new StoreConfig.Jdbc("jdbc:oracle:x", "u", "p", 4), "n")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("jdbcUrl 'jdbc:oracle:x'");
  }

  @Test
  void tables_of_a_newer_version_are_refused() throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    JpaStore.open(config(h2, "n")).close();
    try (Connection connection = TestDatabases.connect(h2);
        var statement = connection.createStatement()) {
      statement.execute(
          "insert into \"ROWMQ_schema_history\" select 99, '99', 'later', \"type\", \"script\", 1,"
              + " \"installed_by\", \"installed_on\", 1, true from \"ROWMQ_schema_history\""
              + " where \"version\" = '1'");
    }
    assertThatThrownBy(() -> JpaStore.open(config(h2, "n")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("version 99")
        .hasMessageContaining("tablePrefix");
  }

  @Test
  void tables_may_live_in_a_schema_among_tables_of_the_application() throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    StoreConfig inSchema = TestConfig.of(h2, "n").schema("messaging").tablePrefix("mq_").build();
    try (Connection connection = TestDatabases.connect(h2);
        var statement = connection.createStatement()) {
      statement.execute("create table orders (id int)");
      try (Store store = JpaStore.open(inSchema);
          Store beside = JpaStore.open(config(h2, "n"))) {
        long queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
        send(store, queue, message(1));
        try (var rows =
            statement.executeQuery(
                "select destination, state, priority from messaging.mq_messages")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1) + rows.getString(2) + rows.getInt(3))
              .isEqualTo("qAVAILABLE4");
        }
        assertThat(beside.catalog().destinations()).isEmpty();
      }
    }
  }

  @Test
  void h2_writes_each_commit_at_once_and_frees_old_chunks_soon() throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    try (Connection connection = TestDatabases.connect(h2)) {
      H2Settings.apply(connection);

      assertThat(H2Settings.read(connection, "WRITE_DELAY")).isEqualTo("0");
      assertThat(H2Settings.read(connection, RETENTION)).isEqualTo("1000");
    }
  }

  @Test
  void an_h2_that_cannot_be_made_durable_is_warned_of_with_the_url_that_mends_it()
      throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    try (Connection connection = TestDatabases.connect(h2);
        var statement = connection.createStatement()) {
      statement.execute("create user clerk password ''");
      statement.execute("grant alter any schema to clerk");
      StoreConfig.Jdbc asClerk = new StoreConfig.Jdbc(h2.url(), "clerk", "", h2.maxConnections());
      List<String> said = saidWhile(() -> JpaStore.open(config(asClerk, "n")).close());
      assertThat(said).anyMatch(line -> line.contains("not durable") && line.contains(mended(h2)));
    }
  }

  @Test
  void an_h2_that_was_not_durable_is_made_so_and_its_url_is_said() {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    List<String> said = saidWhile(() -> JpaStore.open(config(h2, "n")).close());
    assertThat(said).anyMatch(line -> line.contains("500 ms late") && line.contains(mended(h2)));
  }

  @Test
  void an_h2_that_compacts_its_file_at_closing_is_warned_of_with_the_url_that_mends_it() {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    StoreConfig.Jdbc mended =
        new StoreConfig.Jdbc(mended(h2), h2.user(), h2.password(), h2.maxConnections());

    assertThat(saidWhile(() -> JpaStore.open(config(h2, "n")).close()))
        .anyMatch(line -> line.contains("may go back") && line.contains(mended.url()));
    assertThat(saidWhile(() -> JpaStore.open(config(mended, "n")).close())).isEmpty();
    StoreConfig.Jdbc memory = new StoreConfig.Jdbc("jdbc:h2:mem:no-file", "sa", "", 4);
    assertThat(saidWhile(() -> JpaStore.open(config(memory, "n")).close()))
        .noneMatch(line -> line.contains("may go back"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void another_node_may_come_and_go_while_one_prepares_the_h2_of_both(int question)
      throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    try (Connection other = TestDatabases.connect(h2)) {
      H2Settings.set(other, RETENTION, 7_000);
      openAnd(
          h2,
          asked -> {
            if (asked == question) {
              JpaStore.open(config(h2, "other")).close();
            }
          });
      assertThat(H2Settings.read(other, RETENTION)).isEqualTo("7000");
    }
  }

  /** The last question is what has become of the setting; the others have to be awaited. */
  @Test
  void a_node_that_prepares_an_h2_may_find_another_in_the_middle_of_it() throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    try (Connection other = TestDatabases.connect(h2)) {
      H2Settings.set(other, RETENTION, 7_000);
      int last = openAnd(h2, asked -> {});
      openAnd(
          h2,
          asked -> {
            if (asked == last) {
              retention(other, 1);
            }
          });
      assertThat(H2Settings.read(other, RETENTION)).isEqualTo("1");

      openAnd(
          h2,
          asked -> {
            if (asked == last + 2) {
              retention(other, 7_000);
            }
          });
      assertThat(H2Settings.read(other, RETENTION)).isEqualTo("7000");
    }
  }

  @Test
  void a_short_retention_time_that_a_killed_node_has_left_in_an_h2_is_the_usual_one_again()
      throws SQLException {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    try (Connection other = TestDatabases.connect(h2)) {
      H2Settings.set(other, RETENTION, 1);
      JpaStore.open(config(h2, "n")).close();
      assertThat(H2Settings.read(other, RETENTION)).isEqualTo("45000");
    }
  }

  /**
   * Opens a node and closes it.
   *
   * @param atQuestion told of each question for a setting, from 1, before it is asked
   * @return how many it asked
   */
  private static int openAnd(StoreConfig.Jdbc h2, IntConsumer atQuestion) {
    CountingDataSource counting =
        new CountingDataSource(
            new DriverConnections(Dialect.H2.driver(), h2.url(), h2.user(), h2.password()));
    AtomicInteger questions = new AtomicInteger();
    counting.asked =
        sql -> {
          if (sql.contains("information_schema.settings")) {
            atQuestion.accept(questions.incrementAndGet());
          }
        };
    JpaStore.open(config(new StoreConfig.Shared(counting.dataSource(), "the test's"), "n")).close();
    return questions.get();
  }

  private static void retention(Connection connection, int millis) {
    try {
      H2Settings.set(connection, RETENTION, millis);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String mended(StoreConfig.Jdbc h2) {
    return h2.url() + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
  }

  private static List<String> saidWhile(Runnable work) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(SharedH2.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
    try {
      work.run();
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }
    return lines;
  }

  @Test
  void close_ends_all_threads() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    StoreConfig watched =
        TestConfig.like(embedded(directory))
            .threads(
                work -> {
                  Thread thread = Fixture.thread(work);
                  threads.add(thread);
                  return thread;
                })
            .build();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Store store = JpaStore.open(watched);
    long queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
    store.messages().submit(Fixture.sending(queue, message(1)), rows -> {}).join();
    store.close();

    Awaitility.await()
        .untilAsserted(
            () -> {
              Set<Thread> left = Set.copyOf(Thread.getAllStackTraces().keySet());
              assertThat(left).doesNotContainAnyElementsOf(threads);
              assertThat(left)
                  .filteredOn(thread -> !before.contains(thread))
                  .noneMatch(
                      thread ->
                          thread.getName().contains("H2")
                              || thread.getName().contains("MVStore")
                              || thread.getName().contains("Hikari"));
            });
  }
}
