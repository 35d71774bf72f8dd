package org.rowmq.ra.engine;

import jakarta.jms.ConnectionFactory;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.NamingException;
import org.rowmq.ra.RowmqResourceAdapter;
import org.rowmq.ra.node.Jndi;

/**
 * Makes this adapter the one that applications on Payara Micro get when they name none.
 *
 * <p>Payara takes {@code jmsra}, which is Open MQ, for every message-driven bean, {@code
 * \@JMSConnectionFactoryDefinition} and {@code \@JMSDestinationDefinition} that does not say
 * otherwise, and finds {@code java:comp/DefaultJMSConnectionFactory} in its classes. Payara Micro
 * has neither, so an application written by the book does not deploy there. Here this adapter is
 * known by that name as well, and the default factory is a pool of it, made when somebody asks for
 * the first time. Where the server has a provider of its own nothing is changed. All of it through
 * reflection, and taken back when the adapter stops (docs/decisions/086). Thread-safe.
 */
final class MicroDefaults {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  private static final String GLOBALS = "org.glassfish.internal.api.Globals";
  private static final String ENVIRONMENT = "org.glassfish.api.admin.ServerEnvironment";
  private static final String REGISTRY = "com.sun.enterprise.connectors.ConnectorRegistry";
  private static final String ACTIVE = "com.sun.enterprise.connectors.ActiveResourceAdapter";
  private static final String EVENTS = "org.glassfish.api.event.Events";
  private static final String LISTENER = "org.glassfish.api.event.EventListener";
  private static final String NAMING = "com.sun.enterprise.naming.impl.NamedNamingObjectManager";
  private static final String NAMED = "org.glassfish.api.naming.NamedNamingObjectProxy";
  private static final String DEFINITION =
      "com.sun.enterprise.deployment.JMSConnectionFactoryDefinitionDescriptor";
  private static final String DEPLOYER =
      "com.sun.enterprise.resource.deployer.JMSConnectionFactoryDefinitionDeployer";
  private static final String TYPE = "org.glassfish.deployment.common.JavaEEResourceType";
  private static final String NAMES = "com.sun.appserv.connectors.internal.api.ConnectorsUtil";

  /** What Payara takes where no adapter is named. */
  private static final String DEFAULT_ADAPTER = "jmsra";

  private static final String DEFAULT_FACTORY = "java:comp/DefaultJMSConnectionFactory";

  /** Where Payara Server has it; an administrator's own is used. */
  private static final String FACTORY_RESOURCE = "jms/__defaultConnectionFactory";

  private static final int MOST_CONNECTIONS = 250;
  private static final String FOR_PERSISTENCE_MANAGERS = "__pm";

  private final ClassLoader server;

  /** What Payara has made of our resource adapter, once it is known by the default name too. */
  private Object entered;

  /** These are in the server's tables. All of it guarded by this. */
  private Object listener;

  private Object naming;

  /** The definition that the default factory was made from, if it was. */
  private Object factory;

  /**
   * Creates one.
   *
   * @param server sees the server's own classes
   */
  MicroDefaults(ClassLoader server) {
    this.server = server;
  }

  /** Begins, unless this is no Payara Micro or another has the name. */
  synchronized void offer() {
    try {
      Object environment = service(ENVIRONMENT);
      if (!Boolean.TRUE.equals(load(ENVIRONMENT).getMethod("isMicro").invoke(environment))
          || adapter(DEFAULT_ADAPTER) != null) {
        return;
      }
      listener = proxy(LISTENER, (self, method, arguments) -> enter());
      events("register");
      naming = proxy(NAMED, (self, method, arguments) -> factory((String) arguments[0]));
      withNames(names -> names.putIfAbsent(DEFAULT_FACTORY, naming));
      LOG.info(
          "Applications that name no resource adapter get this one, and "
              + DEFAULT_FACTORY
              + " is a factory of it");
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      LOG.log(Level.FINE, "Not Payara Micro, or another one: applications name the adapter", e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "On this Payara Micro applications have to name the adapter", e);
    }
  }

  /**
   * Something happened in the server. Payara enters an adapter only after its {@code start}, and
   * tells of each deployment before it begins with it: the first time the adapter is there.
   */
  private synchronized Object enter() throws ReflectiveOperationException {
    if (listener == null || entered != null) {
      return null;
    }
    for (Object each : (Object[]) registry("getAllActiveResourceAdapters").invoke(registry())) {
      if (active("getResourceAdapter", each) instanceof RowmqResourceAdapter) {
        entered = each;
        registry("addActiveResourceAdapter", String.class, load(ACTIVE))
            .invoke(registry(), DEFAULT_ADAPTER, each);
        return null;
      }
    }
    return null;
  }

  private Object active(String method, Object adapter) throws ReflectiveOperationException {
    return load(ACTIVE).getMethod(method).invoke(adapter);
  }

  /** Takes everything back, so that the server does not keep the adapter's classes. */
  synchronized void withdraw() {
    try {
      if (listener != null) {
        events("unregister");
      }
      if (entered != null && adapter(DEFAULT_ADAPTER) == entered) {
        registry("removeActiveResourceAdapter", String.class).invoke(registry(), DEFAULT_ADAPTER);
      }
      if (naming != null) {
        withNames(names -> names.remove(DEFAULT_FACTORY, naming));
      }
      if (factory != null) {
        deployer("undeployResource");
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "Payara keeps something of the adapter", e);
    }
    listener = null;
    entered = null;
    naming = null;
    factory = null;
  }

  private void events(String method) throws ReflectiveOperationException {
    load(EVENTS).getMethod(method, load(LISTENER)).invoke(service(EVENTS), listener);
  }

  private Object factory(String name) throws NamingException {
    String suffix = name.endsWith(FOR_PERSISTENCE_MANAGERS) ? FOR_PERSISTENCE_MANAGERS : "";
    try {
      return Jndi.lookUp(FACTORY_RESOURCE + suffix);
    } catch (NamingException e) {
      LOG.log(Level.FINE, "No administrator has made a default factory", e);
    }
    try {
      return Jndi.lookUp(ownFactory() + suffix);
    } catch (ReflectiveOperationException | RuntimeException e) {
      NamingException failed = new NamingException(DEFAULT_FACTORY + " cannot be made: " + e);
      failed.initCause(e);
      throw failed;
    }
  }

  /** The name of a factory made as for {@code @JMSConnectionFactoryDefinition}. */
  private synchronized String ownFactory() throws ReflectiveOperationException {
    Class<?> definition = load(DEFINITION);
    if (factory == null) {
      if (entered == null) {
        throw new IllegalStateException("RowMQ's adapter is being deployed or undeployed");
      }
      Object made = definition.getConstructor().newInstance();
      definition.getMethod("setResourceId", String.class).invoke(made, "rowmq");
      definition.getMethod("setName", String.class).invoke(made, FACTORY_RESOURCE);
      definition
          .getMethod("setInterfaceName", String.class)
          .invoke(made, ConnectionFactory.class.getName());
      definition.getMethod("setResourceAdapter", String.class).invoke(made, DEFAULT_ADAPTER);
      definition.getMethod("setTransactional", boolean.class).invoke(made, true);
      definition.getMethod("setMinPoolSize", int.class).invoke(made, 0);
      definition.getMethod("setMaxPoolSize", int.class).invoke(made, MOST_CONNECTIONS);
      factory = made;
      deployer("deployResource");
    }
    return (String)
        load(NAMES)
            .getMethod("deriveResourceName", String.class, String.class, load(TYPE))
            .invoke(
                null,
                "rowmq",
                FACTORY_RESOURCE,
                definition.getMethod("getResourceType").invoke(factory));
  }

  private void deployer(String method) throws ReflectiveOperationException {
    load(DEPLOYER).getMethod(method, Object.class).invoke(service(DEPLOYER), factory);
  }

  private interface Change {
    void to(Map<Object, Object> names);
  }

  @SuppressWarnings("unchecked") // a map of the server's types
  private void withNames(Change change) throws ReflectiveOperationException {
    ReadWriteLock lock = (ReadWriteLock) staticField("rwLock");
    lock.writeLock().lock();
    try {
      change.to((Map<Object, Object>) staticField("proxies"));
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Object staticField(String name) throws ReflectiveOperationException {
    Field field = load(NAMING).getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }

  private Object adapter(String name) throws ReflectiveOperationException {
    return registry("getActiveResourceAdapter", String.class).invoke(registry(), name);
  }

  private Object registry() throws ReflectiveOperationException {
    return registry("getInstance").invoke(null);
  }

  private Method registry(String method, Class<?>... types) throws ReflectiveOperationException {
    return load(REGISTRY).getMethod(method, types);
  }

  private Object service(String type) throws ReflectiveOperationException {
    return load(GLOBALS).getMethod("get", Class.class).invoke(null, load(type));
  }

  private Object proxy(String type, InvocationHandler calls) throws ClassNotFoundException {
    Class<?> shown = load(type);
    return Proxy.newProxyInstance(
        shown.getClassLoader(),
        new Class<?>[] {shown},
        (self, method, arguments) ->
            method.getDeclaringClass() == Object.class
                ? ofObject(self, method, arguments)
                : calls.invoke(self, method, arguments));
  }

  private static Object ofObject(Object self, Method method, Object... arguments) {
    return switch (method.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "RowMQ";
    };
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    return server.loadClass(name);
  }
}
