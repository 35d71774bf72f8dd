package org.rowmq.ra;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Session;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.SecurityException;
import java.io.Serializable;
import javax.naming.Reference;

/**
 * What an application gets as its {@link ConnectionFactory}: connections come from the server's
 * pool. Thread-safe.
 */
public class PooledConnectionFactory implements ConnectionFactory, Referenceable, Serializable {
  private static final long serialVersionUID = 1L;

  private final RowmqManagedConnectionFactory factory;
  private final transient ConnectionManager manager;
  private Reference reference;

  PooledConnectionFactory(RowmqManagedConnectionFactory factory, ConnectionManager manager) {
    this.factory = factory;
    this.manager = manager;
  }

  @Override
  public Connection createConnection() throws JMSException {
    return createConnection(factory.getUserName(), factory.getPassword());
  }

  @Override
  public Connection createConnection(String userName, String password) throws JMSException {
    try {
      return allocate(userName, password);
    } catch (ResourceException e) {
      throw checked(e);
    }
  }

  private Connection allocate(String userName, String password) throws ResourceException {
    if (manager == null) {
      throw new ResourceException(
          "The connection factory was serialized and has lost its server: look it up in JNDI");
    }
    return (Connection)
        manager.allocateConnection(
            factory, new ConnectionRequest(userName, password, factory.getClientId()));
  }

  private static JMSException checked(ResourceException cause) {
    String message = "No connection: " + cause.getMessage();
    JMSException exception =
        cause instanceof SecurityException
            ? new JMSSecurityException(message, cause.getErrorCode())
            : new JMSException(message, cause.getErrorCode());
    exception.setLinkedException(cause);
    exception.initCause(cause);
    return exception;
  }

  @Override
  public JMSContext createContext() {
    return createContext(factory.getUserName(), factory.getPassword(), Session.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(int sessionMode) {
    return createContext(factory.getUserName(), factory.getPassword(), sessionMode);
  }

  @Override
  public JMSContext createContext(String userName, String password) {
    return createContext(userName, password, Session.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(String userName, String password, int sessionMode) {
    if (sessionMode < Session.SESSION_TRANSACTED || sessionMode > Session.DUPS_OK_ACKNOWLEDGE) {
      throw new JMSRuntimeException(
          "Session mode " + sessionMode + " is none of JMSContext's constants");
    }
    try {
      return factory.engine().context(allocate(userName, password), sessionMode);
    } catch (SecurityException e) {
      throw new JMSSecurityRuntimeException(
          "No connection: " + e.getMessage(), e.getErrorCode(), e);
    } catch (jakarta.resource.spi.IllegalStateException e) {
      throw new IllegalStateRuntimeException(
          "No connection: " + e.getMessage(), e.getErrorCode(), e);
    } catch (ResourceException e) {
      throw new JMSRuntimeException("No connection: " + e.getMessage(), e.getErrorCode(), e);
    }
  }

  @Override
  public void setReference(Reference reference) {
    this.reference = reference;
  }

  @Override
  public Reference getReference() {
    return reference;
  }
}
