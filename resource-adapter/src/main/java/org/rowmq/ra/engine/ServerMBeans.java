package org.rowmq.ra.engine;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import org.rowmq.ra.RowmqResourceAdapter;

/**
 * The JVM's MBean server. Whoever asks for it first has it made, and then the JDK looks for the
 * builder that the server names ({@code javax.management.builder.initial}) with the context class
 * loader of that thread. The adapter may be the first, and its own loader does not see the server's
 * classes; so it asks with loaders that do.
 */
final class ServerMBeans {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  private ServerMBeans() {}

  /**
   * The JVM's MBean server, or empty when it cannot be made; then a warning says why.
   *
   * @param server a loader of the server's own classes
   */
  static Optional<MBeanServer> find(ClassLoader server) {
    List<ClassLoader> loaders = new ArrayList<>();
    loaders.add(ClassLoader.getSystemClassLoader());
    loaders.add(server);
    loaders.add(RowmqResourceAdapter.class.getClassLoader());
    loaders.removeIf(Objects::isNull);
    JMRuntimeException last = null;
    for (ClassLoader loader : loaders) {
      try {
        return Optional.of(askedWith(loader));
      } catch (JMRuntimeException e) {
        last = e;
      }
    }
    LOG.log(
        Level.WARNING,
        "This node is not seen in JMX: the JVM has no MBean server, and none can be made",
        last);
    return Optional.empty();
  }

  private static MBeanServer askedWith(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return ManagementFactory.getPlatformMBeanServer();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
