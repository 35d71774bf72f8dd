package org.rowmq.it.harness;

import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/**
 * Arquillian's view of one {@link MicroServer}, which stays up for all test classes of a JVM.
 *
 * <p>Payara's own adapter for Micro starts a server for each deployment and puts the deployment
 * before any RAR that is given as an option; see docs/decisions. Tests run outside the server and
 * talk HTTP to what they deployed, so deployments are {@code testable = false}.
 */
public final class RowmqContainer implements DeployableContainer<RowmqContainerConfiguration> {

  private static volatile MicroServer shared;

  private MicroServer server;
  private Path archives;

  /** The server that Arquillian's tests share; for its log, above all. */
  public static MicroServer server() {
    return shared;
  }

  @Override
  public Class<RowmqContainerConfiguration> getConfigurationClass() {
    return RowmqContainerConfiguration.class;
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public void start() throws LifecycleException {
    Path directory = Artifacts.workDirectory("arquillian-" + Ports.fork());
    archives = directory;
    server = MicroServer.withRowmq(directory).deploying(Artifacts.console());
    try {
      server.start();
      shared = server;
    } catch (RuntimeException e) {
      server.close();
      throw new LifecycleException("Payara Micro did not start", e);
    }
  }

  @Override
  public void stop() {
    server.close();
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    Path file = archives.resolve(archive.getName());
    archive.as(ZipExporter.class).exportTo(file.toFile(), true);
    String name = nameOf(archive);
    try {
      server.deploy(file, name);
    } catch (RuntimeException e) {
      throw new DeploymentException("could not deploy " + archive.getName(), e);
    }
    HTTPContext context = new HTTPContext("127.0.0.1", server.port());
    context.add(new Servlet("application", "/" + name));
    return new ProtocolMetaData().addContext(context);
  }

  @Override
  public void undeploy(Archive<?> archive) {
    server.undeploy(nameOf(archive));
  }

  private static String nameOf(Archive<?> archive) {
    return archive.getName().replaceFirst("\\.\\w+$", "");
  }
}
