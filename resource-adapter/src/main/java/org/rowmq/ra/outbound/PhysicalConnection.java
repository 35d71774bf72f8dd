package org.rowmq.ra.outbound;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.SecurityException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.rowmq.broker.Work;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.Domain;
import org.rowmq.ra.ConnectionRequest;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.transaction.TransactionContext;
import org.rowmq.transaction.XaTransaction;

/**
 * What the server pools and enlists: the part of one session in transactions. It holds no socket
 * and no database connection. Every handle on it is a JMS connection of its own, so that closing a
 * handle ends exactly what the application made with it (sessions, temporary destinations, the
 * client identifier).
 */
public final class PhysicalConnection implements ManagedConnection {
  private final AdapterNode node;
  private final TransactionMode mode;
  private final Domain domain;
  private final ConnectionRequest request;
  private final XaTransaction xa;
  private final ContainerDrivenTransaction local;
  private final TransactionContext context;
  private final Set<ConnectionHandle> handles = ConcurrentHashMap.newKeySet();
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean destroyed;
  private volatile PrintWriter logWriter;

  public PhysicalConnection(
      AdapterNode node, TransactionMode mode, Domain domain, ConnectionRequest request) {
    this.node = node;
    this.mode = mode;
    this.domain = domain;
    this.request = request;
    this.xa = mode == TransactionMode.XA ? node.newXaTransaction() : null;
    this.local =
        mode == TransactionMode.LOCAL ? new ContainerDrivenTransaction(node.broker(), this) : null;
    this.context = xa != null ? xa : local != null ? local : node.sharedContext(mode);
  }

  @Override
  public Object getConnection(Subject subject, ConnectionRequestInfo info)
      throws ResourceException {
    if (destroyed) {
      throw new jakarta.resource.spi.IllegalStateException(
          "The physical connection has been destroyed");
    }
    try {
      ClientConnection connection =
          node.client()
              .connect(request.user(), request.password(), request.clientId(), domain, null);
      ConnectionHandle handle = new ConnectionHandle(this, connection);
      handles.add(handle);
      return handle;
    } catch (JMSSecurityException e) {
      throw new SecurityException(e.getMessage(), e);
    } catch (JMSException e) {
      throw new ResourceAllocationException(e.getMessage(), e);
    }
  }

  /** What sends and acknowledgements made now join, or null. */
  Work currentWork() {
    return context.current();
  }

  /** Whether the calling thread is in a transaction that sessions of this connection join. */
  boolean joinsTransaction() {
    return mode != TransactionMode.NONE && currentWork() != null;
  }

  /** Whether it belongs to this node and may serve the request. */
  public boolean serves(AdapterNode current, ConnectionRequest wanted) {
    return isUsable(current) && request.equals(wanted);
  }

  /** Whether it belongs to this node, the one now open. */
  public boolean isUsable(AdapterNode current) {
    return !destroyed && node == current;
  }

  void closed(ConnectionHandle handle) {
    if (handles.remove(handle)) {
      ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
      event.setConnectionHandle(handle);
      listeners.forEach(listener -> listener.connectionClosed(event));
    }
  }

  @Override
  public void associateConnection(Object connection) throws ResourceException {
    if (!(connection instanceof ConnectionHandle handle)) {
      throw new jakarta.resource.spi.IllegalStateException(
          "Not a connection of RowMQ: " + connection);
    }
    handle.moveTo(this).handles.remove(handle);
    handles.add(handle);
  }

  @Override
  public void cleanup() {
    for (ConnectionHandle handle : List.copyOf(handles)) {
      handles.remove(handle);
      handle.invalidate();
    }
  }

  @Override
  public void destroy() {
    destroyed = true;
    cleanup();
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public XAResource getXAResource() throws ResourceException {
    if (xa == null) {
      throw new NotSupportedException("No XAResource with transactionMode " + mode);
    }
    return xa;
  }

  @Override
  public LocalTransaction getLocalTransaction() throws ResourceException {
    if (local == null) {
      throw new NotSupportedException("No local transaction with transactionMode " + mode);
    }
    return local;
  }

  @Override
  public ManagedConnectionMetaData getMetaData() {
    return new MetaData(node.broker().store().info().database(), request.user());
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    this.logWriter = writer;
  }

  @Override
  public PrintWriter getLogWriter() {
    return logWriter;
  }

  private record MetaData(String database, String user) implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
      return "RowMQ";
    }

    @Override
    public String getEISProductVersion() {
      return "on " + database;
    }

    @Override
    public int getMaxConnections() {
      return 0;
    }

    @Override
    public String getUserName() {
      return user;
    }
  }
}
