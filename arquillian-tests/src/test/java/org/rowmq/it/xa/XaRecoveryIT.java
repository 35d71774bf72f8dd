package org.rowmq.it.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.app.xa.Transfers;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.PostgreSql;
import org.rowmq.it.harness.StoppablePostgreSql;
import org.rowmq.it.xa.halting.HaltingXaDataSource;

/**
 * The adapter has a PostgreSQL of its own, with {@code max_prepared_transactions} 0, the
 * application another with PostgreSQL's own XA. The server dies between the phases; after its
 * restart Payara's transaction manager ends what was left, with the same outcome on both sides.
 */
class XaRecoveryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory = Artifacts.workDirectory("xa");
  private final Path halt = directory.resolve("halt");
  private final String messages = PostgreSql.newDatabase();
  private final StoppablePostgreSql accounts = new StoppablePostgreSql(directory);

  @AfterEach
  void stopAccounts() {
    accounts.close();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aServerThatDiedBetweenThePhasesEndsBothSidesAlikeAfterItsRestart() throws Exception {
    assertThat(ask("show max_prepared_transactions")).isEqualTo("0");
    try (MicroServer server = server().start()) {
      server.post("/xa/transfers", "one");
      assertThat(server.get("/xa/transfers")).isEqualTo("one\n");
      assertThat(server.get("/xa/transfers?booked")).isEqualTo("one");

      // everything is prepared and the decision to commit is on record
      Files.writeString(halt, "commit");
      assertThatThrownBy(() -> server.post("/xa/transfers", "two"))
          .isInstanceOf(UncheckedIOException.class);
      await().atMost(PATIENCE).until(() -> !server.isRunning());
      assertThat(preparedBranches()).isEqualTo("1");

      server.restart();
      await().atMost(PATIENCE).until(() -> preparedBranches().equals("0"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(server.get("/xa/transfers")).isEqualTo("one\ntwo\n"));
      assertThat(server.get("/xa/transfers?booked")).isEqualTo("two");
      assertThat(server.get("/xa/transfers?booked")).isEmpty();

      // the bean's delivery is prepared, and nobody has decided: it is rolled back and comes again
      Files.writeString(halt, "prepare");
      server.post("/xa/transfers?ask", "three");
      await().atMost(PATIENCE).until(() -> !server.isRunning());
      assertThat(preparedBranches()).isEqualTo("1");

      server.restart();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(server.get("/xa/transfers")).isEqualTo("one\nthree\ntwo\n"));
      assertThat(preparedBranches()).isEqualTo("0");
      await().atMost(PATIENCE).until(() -> ask("select count(*) from rowmq_message").equals("0"));
    }
  }

  private MicroServer server() throws SQLException {
    accounts.start();
    return MicroServer.at(directory)
        .withLibrary(
            Archives.driver(
                directory.resolve("halting.jar"), HaltingXaDataSource.class.getPackage()))
        .withDataSource(
            "jdbc/accounts",
            HaltingXaDataSource.class.getName(),
            "javax.sql.XADataSource",
            accounts.newDatabase("accounts", "create table transfer (text varchar(100))"),
            ":user=postgres:password=postgres")
        .with(HaltingXaDataSource.HALT, halt.toString())
        .with("rowmq.jdbcUrl", messages)
        .withTransactionLog(directory.resolve("transactions"))
        .deploying(Artifacts.resourceAdapter())
        .deploying(
            Archives.export(
                Archives.war("xa").addPackage(Transfers.class.getPackage()), directory));
  }

  private String preparedBranches() throws SQLException {
    return ask("select count(*) from rowmq_branch");
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(messages);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
