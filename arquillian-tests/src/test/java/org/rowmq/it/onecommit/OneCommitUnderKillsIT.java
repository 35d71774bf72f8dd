package org.rowmq.it.onecommit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.PostgreSql;

/**
 * Beans that write a row and send a message, on a server that is killed at random moments: what was
 * placed, shipped and invoiced agrees with the messages at every moment anybody looks, after each
 * kill and in the end, and no bean does anything for it.
 *
 * <p>The short form kills {@value #FEW_KILLS} times; {@code -Drowmq.kills=50} kills 50 times. The
 * moments follow from {@code -Drowmq.seed}.
 */
class OneCommitUnderKillsIT {
  private static final Logger LOG = Logger.getLogger(OneCommitUnderKillsIT.class.getName());
  private static final int FEW_KILLS = 2;
  private static final int KILLS = Integer.getInteger("rowmq.kills", FEW_KILLS);
  private static final long SEED = Long.getLong("rowmq.seed", 20261121L);

  /** Every fifth kill comes while the server starts and its beans may be at work already. */
  private static final int STARTING = 5;

  private static final int LONGEST_WORK_MILLIS = 2_500;

  private final Random random = new Random(SEED);
  private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
  private int lastStartMillis = 10_000;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void rowsAndMessagesAgreeOnH2HoweverOftenTheServerIsKilled() throws Exception {
    Path directory = Artifacts.workDirectory("kills-h2");
    String url = "jdbc:h2:file:" + directory.resolve("data/orders") + ";MAX_COMPACT_TIME=0";
    MicroServer server = MicroServer.at(directory).withDataSource("jdbc/rowmq", url);
    workAndKill(server, Ledger.ofH2File(directory.resolve("data"), "orders", "rowmq", "rowmq"));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void rowsAndMessagesAgreeOnPostgreSqlHoweverOftenTheServerIsKilled() throws Exception {
    String url = PostgreSql.newDatabase();
    MicroServer server =
        MicroServer.at(Artifacts.workDirectory("kills-postgresql"))
            .withPostgreSql("jdbc/rowmq", url);
    workAndKill(server, Ledger.of(url));
  }

  private void workAndKill(MicroServer configured, Ledger ledger) throws Exception {
    ledger.create();
    try (MicroServer server =
            configured
                .with("rowmq.dataSourceLookup", "jdbc/rowmq")
                .with("rowmq.adminPassword", MicroServer.ADMIN_PASSWORD)
                .deploying(Artifacts.resourceAdapter())
                .deploying(OrdersApplication.exportTo(configured.directory()));
        OrderClients clients = new OrderClients(server)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        if (kill % STARTING == 0) {
          server.launch();
          killAfter(server, ledger, random.nextInt(lastStartMillis));
        } else {
          start(server);
          clients.begin();
          killAfter(server, ledger, random.nextInt(LONGEST_WORK_MILLIS));
          clients.awaitEnd();
        }
        ledger.assertAgrees("after kill " + kill + ", seed " + SEED);
        LOG.info("kill " + kill + " of " + KILLS + ": " + ledger);
      }
      start(server);
      compareWhileOrdersAreOpen(server);
      server.stop();
      ledger.assertAllIsDone(clients.answered());
    } finally {
      killer.shutdownNow();
    }
  }

  private void start(MicroServer server) {
    long begin = System.nanoTime();
    server.start();
    lastStartMillis = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  /** Until the kill, rows and messages are compared as fast as the database answers. */
  private void killAfter(MicroServer server, Ledger ledger, int millis) throws Exception {
    ScheduledFuture<?> kill = killer.schedule(server::kill, millis, MILLISECONDS);
    while (ledger.isShared() && !kill.isDone() && server.isRunning()) {
      ledger.assertAgrees("seen from outside, while the server works");
    }
    kill.get();
  }

  /** H2's file belongs to the server, so there a servlet compares. */
  private void compareWhileOrdersAreOpen(MicroServer server) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofMinutes(5))
        .until(() -> server.get("/orders/orders").equals("0"));
  }
}
