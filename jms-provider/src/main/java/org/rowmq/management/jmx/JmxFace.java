package org.rowmq.management.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementService;
import org.rowmq.management.Role;

/**
 * The management service over JMX, as open data: {@code org.rowmq:type=Node,node="name"} and its
 * like for destinations, messages, subscriptions and transactions. Who reaches the JVM's MBean
 * server could as well attach a debugger, so the caller is not asked for a password here: it is the
 * user {@code jmx} of one fixed role, with the address of a remote client, and all it changes is
 * audited like anything else (docs/decisions/103). Thread-safe.
 */
public final class JmxFace implements AutoCloseable {
  /** Under which name its actions are audited. */
  public static final String USER = "jmx";

  private static final Logger LOG = System.getLogger(JmxFace.class.getName());
  private static final String DOMAIN = "org.rowmq";

  private final MBeanServer server;
  private final List<ObjectName> registered = new ArrayList<>();

  private JmxFace(MBeanServer server) {
    this.server = server;
  }

  /**
   * Registers the MBeans of a node with the JVM's MBean server. What cannot be registered is logged
   * and left out: no node fails for it.
   *
   * @param role what callers may do
   */
  public static JmxFace open(ManagementService service, Role role) {
    return open(service, role, ManagementFactory.getPlatformMBeanServer());
  }

  /**
   * Registers them with this MBean server.
   *
   * @param role what callers may do
   */
  public static JmxFace open(ManagementService service, Role role, MBeanServer server) {
    JmxFace face = new JmxFace(server);
    Supplier<Caller> caller = () -> caller(role);
    String node = service.nodeName();
    face.register(
        node, "Node", new DescribedBean(new Beans.Node(service, caller), NodeMBean.class));
    face.register(
        node,
        "Destinations",
        new DescribedBean(new DestinationsBean(service, caller), DestinationsMBean.class));
    face.register(
        node,
        "Messages",
        new DescribedBean(new MessagesBean(service.messages(), caller), MessagesMBean.class));
    face.register(
        node,
        "Subscriptions",
        new DescribedBean(new Beans.Subscriptions(service, caller), SubscriptionsMBean.class));
    face.register(
        node,
        "Transactions",
        new DescribedBean(new Beans.Transactions(service, caller), TransactionsMBean.class));
    return face;
  }

  private static Caller caller(Role role) {
    String address = "local";
    try {
      address = RemoteServer.getClientHost();
    } catch (ServerNotActiveException e) {
      LOG.log(Level.TRACE, "Called from within this JVM, or attached to it", e);
    }
    long id = ThreadLocalRandom.current().nextLong();
    return new Caller(USER, role, address, HexFormat.of().toHexDigits(id));
  }

  private void register(String node, String type, DescribedBean bean) {
    try {
      ObjectName name =
          new ObjectName(DOMAIN + ":type=" + type + ",node=" + ObjectName.quote(node));
      server.registerMBean(bean, name);
      registered.add(name);
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.WARNING, "The MBean " + type + " of node " + node + " is not registered", e);
    }
  }

  @Override
  public void close() {
    for (ObjectName name : registered) {
      try {
        server.unregisterMBean(name);
      } catch (JMException e) {
        LOG.log(Level.DEBUG, "{0} was not registered any more", name, e);
      }
    }
    registered.clear();
  }
}
