package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.PostgreSql;

/**
 * The flights of the sample on PostgreSQL: beans with JPA, a durable topic, selectors. The server
 * is killed on the way, as often as {@code -Drowmq.flights.kills} says; without it this is not run.
 */
@EnabledIfSystemProperty(named = FlightsUnderKillsIT.PROPERTY, matches = "\\d+")
class FlightsUnderKillsIT {
  static final String PROPERTY = "rowmq.flights.kills";
  private static final int KILLS = Integer.getInteger(PROPERTY, 1);
  private static final int FLIGHTS = 20_000;
  private static final String API = "/samples/api/flights";
  private static final Pattern STORED = Pattern.compile("\"stored\":(\\d+)");

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void nothingIsTwiceOrLostOnPostgreSqlHoweverOftenTheServerIsKilled() {
    Path directory = Artifacts.workDirectory("flights-kills");
    try (MicroServer server =
        MicroServer.at(directory)
            .withPostgreSql("jdbc/rowmq", PostgreSql.newDatabase())
            .with("rowmq.dataSourceLookup", "jdbc/rowmq")
            .deploying(Artifacts.resourceAdapter())
            .deploying(Artifacts.samples())
            .start()) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = FLIGHTS * kill / (KILLS + 1);
        server.post(API + "/feed", "");
        await()
            .pollInterval(Duration.ofMillis(20))
            .atMost(Duration.ofMinutes(5))
            .until(() -> stored(server) >= enough);
        server.kill();
        server.restart();
      }
      server.post(API + "/feed", "");
      await()
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Duration.ofMinutes(5))
          .until(() -> server.get(API + "/report").contains("\"complete\":true"));
      assertThat(server.get(API + "/report"))
          .contains("20 000 sent, 20 000 stored, 1 089 delays, nothing twice, nothing lost");
    }
  }

  private static int stored(MicroServer server) {
    Matcher matcher = STORED.matcher(server.get(API));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
