package org.rowmq.ra;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.Set;
import javax.transaction.xa.XAResource;

/**
 * What the visible beans ask of the adapter proper, which is loaded privately. Thread-safe once
 * started.
 *
 * <p>{@link #start} and {@link #stop} are called with the private class loader as the thread's
 * context class loader; the other methods with whatever the caller has.
 */
public interface AdapterEngine {

  /** Loaded by {@link PrivateClassLoader}; has a public constructor without parameters. */
  String CLASS_NAME = "org.rowmq.ra.engine.RowmqEngine";

  /**
   * Opens the node. A database that cannot be reached now is no failure: it is reported, and tried
   * again in the background.
   *
   * @throws ResourceException when it can never start like this; the message names the setting and
   *     the remedy
   */
  void start(AdapterConfiguration configuration, BootstrapContext context) throws ResourceException;

  /** Ends deliveries, closes connections and the node. Never throws. */
  void stop();

  /**
   * Makes a physical connection.
   *
   * @throws ResourceException when the node is not there; the message says why
   */
  ManagedConnection connect(RowmqManagedConnectionFactory factory, ConnectionRequest request)
      throws ResourceException;

  /** One of the candidates that may serve this request, or null. */
  ManagedConnection match(Set<?> candidates, ConnectionRequest request);

  /** Those of the candidates that are of no use any more. */
  Set<Object> invalid(Set<?> candidates);

  /** The simplified API over a connection handle; closing the context closes the handle. */
  JMSContext context(Connection handle, int sessionMode);

  /**
   * Starts to deliver to an endpoint, now or as soon as the node is there.
   *
   * @throws ResourceException when it can never work like this
   */
  void activate(MessageEndpointFactory endpoints, RowmqActivationSpec spec)
      throws ResourceException;

  /**
   * Ends delivery; returns when no message is with the endpoint any more, or the drain time-out has
   * passed.
   */
  void deactivate(MessageEndpointFactory endpoints, RowmqActivationSpec spec);

  /**
   * One resource for the recovery of prepared transactions; fails at once while the database is
   * away.
   */
  XAResource[] recoveryResources() throws ResourceException;

  /**
   * Checks the syntax of a message selector.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  void checkSelector(String selector);
}
