package org.rowmq.ra.engine;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.Set;
import javax.transaction.xa.XAResource;
import org.rowmq.ra.AdapterConfiguration;
import org.rowmq.ra.AdapterEngine;
import org.rowmq.ra.ConnectionRequest;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.RowmqManagedConnectionFactory;

/** The adapter proper; so far it opens no node. */
public final class RowmqEngine implements AdapterEngine {
  private static final String NO_NODE = "This build of RowMQ's adapter has no node in it yet";

  @Override
  public void start(AdapterConfiguration configuration, BootstrapContext context)
      throws ResourceException {
    throw new NotSupportedException(NO_NODE);
  }

  @Override
  public void stop() {}

  @Override
  public ManagedConnection connect(RowmqManagedConnectionFactory factory, ConnectionRequest request)
      throws ResourceException {
    throw new NotSupportedException(NO_NODE);
  }

  @Override
  public ManagedConnection match(Set<?> candidates, ConnectionRequest request) {
    return null;
  }

  @Override
  public Set<Object> invalid(Set<?> candidates) {
    return Set.of();
  }

  @Override
  public JMSContext context(Connection handle, int sessionMode) {
    throw new IllegalStateException(NO_NODE);
  }

  @Override
  public void activate(MessageEndpointFactory endpoints, RowmqActivationSpec spec)
      throws ResourceException {
    throw new NotSupportedException(NO_NODE);
  }

  @Override
  public void deactivate(MessageEndpointFactory endpoints, RowmqActivationSpec spec) {}

  @Override
  public XAResource[] recoveryResources() {
    return new XAResource[0];
  }

  @Override
  public void checkSelector(String selector) {}
}
