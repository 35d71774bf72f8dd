package org.rowmq.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rowmq.it.harness.Ports;
import org.rowmq.it.xa.halting.HaltingXaDataSource;

/** Eclipse GlassFish or Payara Server: a domain of its own. */
final class GlassFish extends ServerProcess {
  private static final int HTTP = 80;
  private static final int ADMIN = 48;
  private static final String DOMAIN = "smoke";

  /** What {@code java:comp/DefaultJMSConnectionFactory} is. */
  private static final String PLATFORM_DEFAULT = "jms/__defaultConnectionFactory";

  /** What {@code --portbase} gives to a domain. */
  private final int base = Ports.freeBase(ADMIN, HTTP, 81, 76, 37, 38, 39, 86, 66, 9);

  GlassFish(Path home, Path directory) {
    super(home, directory);
  }

  @Override
  void start(Path adapter, Path application) {
    local("create-domain", "--portbase", Integer.toString(base), "--nopassword", DOMAIN);
    copyDriver();
    local("start-domain", DOMAIN);
    remote("set", "configs.config.server-config.transaction-service.automatic-recovery=true");
    remote("deploy", "--name", "rowmq", adapter.toString());
    remote(
        "create-connector-connection-pool",
        "--raname",
        "rowmq",
        "--connectiondefinition",
        "jakarta.jms.ConnectionFactory",
        "rowmq-pool");
    remote("create-connector-resource", "--poolname", "rowmq-pool", factory());
    // this resource can neither be deleted nor be made anew
    remote("set", "resources.connector-resource." + PLATFORM_DEFAULT + ".pool-name=rowmq-pool");
    remote(
        "create-jdbc-connection-pool",
        "--datasourceclassname",
        HaltingXaDataSource.class.getName(),
        "--restype",
        "javax.sql.XADataSource",
        "--property",
        "user=postgres:password=postgres:URL=" + accountsUrl().replaceAll("[:=]", "\\\\$0"),
        "accounts-pool");
    remote("create-jdbc-resource", "--connectionpoolid", "accounts-pool", accounts());
    remote("deploy", "--name", "smoke", "--contextroot", "smoke", application.toString());
  }

  private void copyDriver() {
    try {
      Files.copy(driver(), domain().resolve("lib/halting.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path domain() {
    return directory().resolve("domains").resolve(DOMAIN);
  }

  @Override
  void restart() {
    local("start-domain", DOMAIN);
  }

  @Override
  ProcessHandle process() {
    try {
      long pid = Long.parseLong(Files.readString(domain().resolve("config/pid")).strip());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void local(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(asadmin(), command));
    line.addAll(List.of("--domaindir", directory().resolve("domains").toString()));
    line.addAll(List.of(arguments));
    run("asadmin", line);
  }

  private void remote(String command, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of(asadmin(), "--port", Integer.toString(base + ADMIN), command));
    line.addAll(List.of(arguments));
    run("asadmin", line);
  }

  private String asadmin() {
    return home().resolve("bin/asadmin").toString();
  }

  @Override
  int port() {
    return base + HTTP;
  }

  @Override
  String factory() {
    return "jms/rowmq";
  }

  @Override
  boolean publishesDefaultFactory() {
    return true;
  }

  @Override
  String accounts() {
    return "jdbc/accounts";
  }

  @Override
  void stop() {
    local("stop-domain", "--kill", "true", DOMAIN);
  }
}
