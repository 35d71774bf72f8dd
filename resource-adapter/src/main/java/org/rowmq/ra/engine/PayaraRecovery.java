package org.rowmq.ra.engine;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;

/**
 * Shows Payara's recovery the branches that are prepared in our rows.
 *
 * <p>Payara asks a resource adapter for its XAResources during recovery, and then loses the answer
 * ({@code InboundRecoveryHandler} adds it to a list that nobody reads; so in 6.2025.10). What it
 * does listen to is {@code JavaEETransactionManager.registerRecoveryResourceHandler}. That has to
 * be called before recovery begins: a transaction that was decided is forgotten when all resources
 * that were there have ended it, and a branch found later would be rolled back.
 *
 * <p>Payara Server starts adapters before recovery. Payara Micro deploys after it, so there
 * recovery is switched on between the two (docs/transactions.md) and begun here. All of it through
 * reflection: on any other server this does nothing. Thread-safe.
 */
final class PayaraRecovery {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final String GLOBALS = "org.glassfish.internal.api.Globals";
  private static final String MANAGER =
      "com.sun.enterprise.transaction.api.JavaEETransactionManager";
  private static final String RECOVERY =
      "com.sun.enterprise.transaction.api.ResourceRecoveryManager";
  private static final String RECOVERY_CLASS =
      "com.sun.enterprise.transaction.jts.ResourceRecoveryManagerImpl";
  private static final String ENVIRONMENT = "org.glassfish.api.admin.ServerEnvironment";

  private final ClassLoader server;

  /** Payara's wrappers of what was offered; guarded by this. */
  private final List<Object> handlers = new ArrayList<>();

  /**
   * Creates one.
   *
   * @param server sees the server's own classes
   */
  PayaraRecovery(ClassLoader server) {
    this.server = server;
  }

  /**
   * Makes the resource part of the recovery to come.
   *
   * @return false when this is not Payara
   */
  synchronized boolean offer(XAResource resource) {
    try {
      Collection<Object> registered = registered();
      List<Object> before = List.copyOf(registered);
      Class<?> type = server.loadClass(MANAGER);
      type.getMethod("registerRecoveryResourceHandler", XAResource.class)
          .invoke(service(MANAGER), resource);
      registered.stream().filter(handler -> !before.contains(handler)).forEach(handlers::add);
      return true;
    } catch (ClassNotFoundException e) {
      LOG.log(Level.FINE, "Not Payara: recovery asks the resource adapter", e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "This Payara cannot be told of prepared branches; after a crash between the two phases they stay undecided",
          e);
    }
    return false;
  }

  /**
   * Begins recovery if the server has started without it; then it does so only if {@code
   * automatic-recovery} is on.
   *
   * @return false while the server is still starting
   */
  boolean begin() {
    try {
      Object environment = service(ENVIRONMENT);
      Object status = server.loadClass(ENVIRONMENT).getMethod("getStatus").invoke(environment);
      if (!"started".equals(String.valueOf(status))) {
        return false;
      }
      // its creation is the beginning
      service(RECOVERY);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "Payara's recovery could not be begun", e);
    }
    return true;
  }

  /** Takes back what was offered, so that Payara does not keep the adapter's classes. */
  synchronized void withdraw() {
    if (handlers.isEmpty()) {
      return;
    }
    try {
      registered().removeAll(handlers);
      Object inUse = field("recoveryResourceHandlers").get(service(RECOVERY));
      if (inUse instanceof Collection<?> collection) {
        collection.removeAll(handlers);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "Payara keeps a resource for recovery", e);
    }
    handlers.clear();
  }

  private Object service(String type) throws ReflectiveOperationException {
    return server
        .loadClass(GLOBALS)
        .getMethod("get", Class.class)
        .invoke(null, server.loadClass(type));
  }

  @SuppressWarnings("unchecked") // a raw list
  private Collection<Object> registered() throws ReflectiveOperationException {
    return (Collection<Object>) field("externallyRegisteredRecoveryResourceHandlers").get(null);
  }

  private Field field(String name) throws ReflectiveOperationException {
    Field field = server.loadClass(RECOVERY_CLASS).getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
