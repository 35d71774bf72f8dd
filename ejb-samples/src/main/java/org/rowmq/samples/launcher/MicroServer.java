package org.rowmq.samples.launcher;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Payara Micro in this process, with what {@code ./rowmq run} deploys. */
final class MicroServer {

  private static final List<String> COMMANDS =
      List.of(
          // loopback only; Hazelcast would open port 6900 on all interfaces even with --nohazelcast
          "set configs.config.server-config.network-config.network-listeners"
              + ".network-listener.http-listener.address=127.0.0.1",
          "set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false",
          "set configs.config.server-config.network-config.protocols.protocol"
              + ".http-listener.http.compression=on",
          "create-jdbc-connection-pool --datasourceclassname org.h2.jdbcx.JdbcDataSource"
              + " --restype javax.sql.DataSource --steadypoolsize 4 --maxpoolsize 64"
              + " --statementcachesize 100"
              + " --property URL=${rowmq.run.url}:user=rowmq:password=rowmq rowmq",
          "create-jdbc-resource --connectionpoolid rowmq jdbc/rowmq");

  /** What has been committed survives the process; the file stays open while the server runs. */
  private static final String H2_OPTIONS =
      ";WRITE_DELAY=0;MAX_COMPACT_TIME=0;RETENTION_TIME=1000;DB_CLOSE_DELAY=-1;TRACE_LEVEL_FILE=0";

  private final PayaraMicroRuntime runtime;

  private MicroServer(PayaraMicroRuntime runtime) {
    this.runtime = runtime;
  }

  /** The port itself, or a free one for 0. */
  static int availablePort(int wanted) throws StartException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartException(
          "port %d of 127.0.0.1 cannot be used (%s). Choose another with --port, or --port 0 for any free one."
              .formatted(wanted, e.getMessage()),
          e);
    }
  }

  /** Everything the server prints goes to the log from here on. */
  static void logTo(Path log) throws IOException {
    PrintStream stream =
        new PrintStream(
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  static MicroServer start(RunDirectory directory, int port, Path project)
      throws StartException, IOException {
    List<Path> archives =
        List.of(
            project.resolve("resource-adapter/target/rowmq.rar"),
            project.resolve("war-console/target/console.war"),
            project.resolve("ejb-samples/target/samples.war"));
    for (Path archive : archives) {
      if (!Files.isRegularFile(archive)) {
        throw new StartException(archive + " is missing; build it with ./mvnw -DskipTests package");
      }
    }
    Path root = directory.freshServerDirectory();
    Path commandFile = Files.write(root.resolve("pre-boot.asadmin"), COMMANDS);
    System.setProperty("rowmq.run.url", "jdbc:h2:file:" + directory.database() + H2_OPTIONS);
    System.setProperty("rowmq.dataSourceLookup", "jdbc/rowmq");
    System.setProperty("rowmq.adminPassword", directory.firstPassword());

    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--nocluster", "--nohazelcast", "--disablephonehome"));
    arguments.addAll(List.of("--port", Integer.toString(port), "--rootdir", root.toString()));
    arguments.addAll(List.of("--prebootcommandfile", commandFile.toString()));
    archives.forEach(archive -> arguments.addAll(List.of("--deploy", archive.toString())));
    try {
      PayaraMicro.main(arguments.toArray(String[]::new));
      return new MicroServer(PayaraMicro.getInstance().getRuntime());
    } catch (Exception e) {
      throw new StartException("Payara Micro did not start: " + e, e);
    }
  }

  /** The archives that did not deploy. */
  List<String> missing() {
    Collection<String> deployed = runtime.getDeployedApplicationNames();
    return List.of("rowmq", "console", "samples").stream()
        .filter(name -> !deployed.contains(name))
        .toList();
  }

  void stop() throws BootstrapException {
    runtime.shutdown();
  }
}
