package org.rowmq.ra;

import jakarta.jms.ConnectionFactory;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.TransactionSupport;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;

/** One configured {@link ConnectionFactory}, as the server's pool sees it. */
public class RowmqManagedConnectionFactory
    implements ManagedConnectionFactory,
        ResourceAdapterAssociation,
        TransactionSupport,
        ValidatingManagedConnectionFactory {
  private static final long serialVersionUID = 1L;
  private static final List<String> TRANSACTION_MODES =
      List.of("auto", "container", "xa", "local", "none");

  private transient RowmqResourceAdapter resourceAdapter;
  private transient PrintWriter logWriter;
  private String userName;
  private String password;
  private String clientId;
  private String transactionMode;

  @Override
  public ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter resourceAdapter) throws ResourceException {
    if (!(resourceAdapter instanceof RowmqResourceAdapter ours)) {
      throw new ResourceException("A RowMQ connection factory needs RowMQ's resource adapter");
    }
    if (this.resourceAdapter != null && this.resourceAdapter != ours) {
      throw new jakarta.resource.spi.IllegalStateException(
          "The connection factory belongs to another resource adapter");
    }
    this.resourceAdapter = ours;
  }

  @Override
  public Object createConnectionFactory(ConnectionManager manager) throws ResourceException {
    if (!TRANSACTION_MODES.contains(modeOrAuto())) {
      throw new InvalidPropertyException(
          "transactionMode of a connection factory is \""
              + transactionMode
              + "\": "
              + NearestName.choose(transactionMode, TRANSACTION_MODES));
    }
    return newConnectionFactory(manager);
  }

  private String modeOrAuto() {
    return transactionMode == null || transactionMode.isBlank()
        ? "auto"
        : transactionMode.trim().toLowerCase(Locale.ROOT);
  }

  PooledConnectionFactory newConnectionFactory(ConnectionManager manager) {
    return new PooledConnectionFactory(this, manager);
  }

  @Override
  public Object createConnectionFactory() throws ResourceException {
    throw new NotSupportedException(
        "RowMQ's adapter works in a server only; in Java SE use the connection factory of jms-provider");
  }

  @Override
  public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info)
      throws ResourceException {
    return engine().connect(this, request(subject, info));
  }

  @Override
  @SuppressWarnings("rawtypes") // the interface is older than generics
  public ManagedConnection matchManagedConnections(
      Set candidates, Subject subject, ConnectionRequestInfo info) throws ResourceException {
    return engine().match(candidates, request(subject, info));
  }

  @Override
  @SuppressWarnings("rawtypes") // the interface is older than generics
  public Set getInvalidConnections(Set candidates) throws ResourceException {
    return engine().invalid(candidates);
  }

  /**
   * The subject's credentials win over the caller's, and those over this factory's (connector
   * specification 9.1.8).
   */
  private ConnectionRequest request(Subject subject, ConnectionRequestInfo info) {
    if (subject != null) {
      for (PasswordCredential credential :
          subject.getPrivateCredentials(PasswordCredential.class)) {
        if (equals(credential.getManagedConnectionFactory()) && isOfASignOn(credential)) {
          return new ConnectionRequest(
              credential.getUserName(), new String(credential.getPassword()), clientId);
        }
      }
    }
    return info instanceof ConnectionRequest request
        ? request
        : new ConnectionRequest(userName, password, clientId);
  }

  /**
   * Where nobody has signed on, Payara puts this factory's own user into the subject, or one
   * without a name; what the caller gives to {@code createConnection} counts more than these.
   */
  private boolean isOfASignOn(PasswordCredential credential) {
    String user = credential.getUserName();
    return user != null
        && !user.isEmpty()
        && !(user.equals(userName) && new String(credential.getPassword()).equals(password));
  }

  AdapterEngine engine() throws ResourceException {
    if (resourceAdapter == null) {
      throw new ResourceException(
          "The connection factory has not been given its resource adapter by the server");
    }
    return resourceAdapter.engine();
  }

  @Override
  public TransactionSupportLevel getTransactionSupport() {
    return resourceAdapter == null
        ? TransactionSupportLevel.XATransaction
        : resourceAdapter.transactionSupport("auto".equals(modeOrAuto()) ? null : modeOrAuto());
  }

  @Override
  public PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public void setLogWriter(PrintWriter logWriter) {
    this.logWriter = logWriter;
  }

  /** User name for connections that are asked for without one. */
  public String getUserName() {
    return userName;
  }

  public void setUserName(String userName) {
    this.userName = userName;
  }

  /** Password for connections that are asked for without one. */
  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  /** Client identifier of the connections. */
  public String getClientId() {
    return clientId;
  }

  public void setClientId(String clientId) {
    this.clientId = clientId;
  }

  /**
   * {@code auto}, {@code container}, {@code xa}, {@code local} or {@code none}; null for the
   * adapter's.
   */
  public String getTransactionMode() {
    return transactionMode;
  }

  public void setTransactionMode(String transactionMode) {
    this.transactionMode = transactionMode;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof RowmqManagedConnectionFactory that
        && getClass() == that.getClass()
        && Objects.equals(userName, that.userName)
        && Objects.equals(password, that.password)
        && Objects.equals(clientId, that.clientId)
        && Objects.equals(transactionMode, that.transactionMode);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(getClass().getName(), userName, clientId, transactionMode);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[userName=" + userName + ", clientId=" + clientId + "]";
  }
}
