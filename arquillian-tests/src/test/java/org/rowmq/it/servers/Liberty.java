package org.rowmq.it.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.rowmq.it.harness.Ports;
import org.rowmq.it.xa.halting.HaltingXaDataSource;

/** Open Liberty: everything is in one file. */
final class Liberty extends ServerProcess {
  private static final String CONFIGURATION =
      """
      <server>
        <featureManager>
          <feature>connectors-2.1</feature>
          <feature>messaging-3.1</feature>
          <feature>mdb-4.0</feature>
          <feature>enterpriseBeansLite-4.0</feature>
          <feature>servlet-6.0</feature>
          <feature>jndi-1.0</feature>
          <feature>cdi-4.0</feature>
          <!-- of these the adapter uses the classes of the specifications -->
          <feature>persistence-3.1</feature>
          <feature>xmlBinding-4.0</feature>
          <feature>jdbc-4.2</feature>
        </featureManager>
        <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
        <resourceAdapter id="rowmq" location="%s"/>
        <jmsConnectionFactory id="DefaultJMSConnectionFactory" javaCompDefaultName="DefaultJMSConnectionFactory" jndiName="jms/rowmq">
          <properties.rowmq/>
        </jmsConnectionFactory>
        <jmsQueue id="smoke" jndiName="smoke"><properties.rowmq Name="smoke"/></jmsQueue>
        <jmsActivationSpec id="smoke/SmokeBean"><properties.rowmq destination="smoke"/></jmsActivationSpec>
        <transaction recoverOnStartup="true"/>
        <library id="driver"><file name="%s"/></library>
        <dataSource jndiName="jdbc/accounts" type="javax.sql.XADataSource">
          <jdbcDriver libraryRef="driver" javax.sql.XADataSource="%s"/>
          <properties URL="%s" user="postgres" password="postgres"/>
        </dataSource>
        <webApplication location="%s" name="smoke" contextRoot="smoke"/>
      </server>
      """;

  private final int port = Ports.free();

  Liberty(Path home, Path directory) {
    super(home, directory);
  }

  @Override
  void start(Path adapter, Path application) {
    try {
      Path server = Files.createDirectories(directory().resolve("servers/smoke"));
      Files.writeString(
          server.resolve("server.xml"),
          CONFIGURATION.formatted(
              port,
              adapter,
              driver(),
              HaltingXaDataSource.class.getName(),
              accountsUrl().replace("&", "&amp;"),
              application));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    restart();
  }

  @Override
  void restart() {
    run("server", List.of(program(), "start", "smoke"));
    Path messages = directory().resolve("servers/smoke/logs/messages.log");
    await()
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .until(() -> Files.readString(messages).contains("is active on"));
  }

  @Override
  ProcessHandle process() {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip())).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** There while the server runs, and after it was killed. */
  private Path pidFile() {
    return directory().resolve("servers/.pid/smoke.pid");
  }

  private String program() {
    return home().resolve("bin/server").toString();
  }

  @Override
  int port() {
    return port;
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
  boolean preparesInOrder() {
    return false;
  }

  @Override
  String accounts() {
    return "jdbc/accounts";
  }

  @Override
  void stop() {
    if (Files.exists(pidFile())) {
      run("server", List.of(program(), "stop", "smoke"));
    }
  }
}
