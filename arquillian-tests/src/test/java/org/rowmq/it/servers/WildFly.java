package org.rowmq.it.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rowmq.it.harness.Ports;
import org.rowmq.it.xa.halting.HaltingXaDataSource;

/** WildFly with its full profile, on a copy of the stand-alone configuration. */
final class WildFly extends ServerProcess {
  private static final int HTTP = 8080;
  private static final int ADMIN = 9990;

  /** Sockets of the full profile that listen. */
  private final int offset = Ports.freeBase(HTTP, 8443, ADMIN, 3528, 3529, 4712, 4713);

  private Process server;
  private int starts;

  WildFly(Path home, Path directory) {
    super(home, directory);
  }

  @Override
  void start(Path adapter, Path application) {
    Path base = directory().resolve("standalone");
    copy(home().resolve("standalone"), base);
    restart();
    String adapters = "/subsystem=resource-adapters/resource-adapter=rowmq.rar";
    cli(adapters + ":add(archive=rowmq.rar, transaction-support=XATransaction)");
    cli(
        adapters
            + "/connection-definitions=cf:add(class-name=org.rowmq.ra.RowmqManagedConnectionFactory,"
            + " jndi-name="
            + factory()
            // without them WildFly asks no connection of the adapter what is prepared
            + ", recovery-username=rowmq, recovery-password=rowmq)");
    cli("deploy " + adapter);
    cli(
        "/subsystem=ee/service=default-bindings:write-attribute(name=jms-connection-factory, value="
            + factory()
            + ")");
    cli("deploy " + driver());
    cli(
        "xa-data-source add --name=accounts --driver-name=halting.jar --jndi-name="
            + accounts()
            + " --xa-datasource-class="
            + HaltingXaDataSource.class.getName()
            + " --xa-datasource-properties={\"URL\"=>\""
            + accountsUrl()
            + "\"} --user-name=postgres --password=postgres"
            + " --recovery-username=postgres --recovery-password=postgres");
    cli("deploy " + application);
  }

  @Override
  void restart() {
    starts++;
    server =
        begin(
            "server",
            List.of(
                home().resolve("bin/standalone.sh").toString(),
                "-c",
                "standalone-full.xml",
                "-Djboss.server.base.dir=" + directory().resolve("standalone"),
                "-Djboss.bind.address=127.0.0.1",
                // the first look is at the start, when no adapter is there, the next two minutes
                // later
                "-Dcom.arjuna.ats.arjuna.recovery.periodicRecoveryPeriod=5",
                "-Dcom.arjuna.ats.arjuna.recovery.recoveryBackoffPeriod=2",
                "-Djboss.socket.binding.port-offset=" + offset));
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> Files.readString(log("server")).split("WFLYSRV002[56]").length > starts);
  }

  @Override
  ProcessHandle process() {
    return server.toHandle();
  }

  private void cli(String command) {
    run(
        "cli",
        List.of(
            home().resolve("bin/jboss-cli.sh").toString(),
            "--connect",
            "--controller=127.0.0.1:" + (ADMIN + offset),
            "--command=" + command));
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  int port() {
    return HTTP + offset;
  }

  @Override
  String factory() {
    return "java:/jms/rowmq";
  }

  @Override
  boolean publishesDefaultFactory() {
    return true;
  }

  @Override
  String accounts() {
    return "java:/jdbc/accounts";
  }

  @Override
  void stop() {
    if (server != null) {
      // the script's child is the server
      server.descendants().forEach(ProcessHandle::destroy);
      server.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }
}
