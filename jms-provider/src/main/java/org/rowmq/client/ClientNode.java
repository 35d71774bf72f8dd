package org.rowmq.client;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.util.concurrent.atomic.AtomicLong;
import org.rowmq.broker.Broker;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.message.DecodeContext;
import org.rowmq.message.ObjectAllowList;
import org.rowmq.store.StoreException;
import org.rowmq.transaction.XaBranches;

/** What connections share: the node, its unprepared branches, and what is allowed. Thread-safe. */
public final class ClientNode {
  private final Broker broker;
  private final XaBranches branches;
  private final DecodeContext decodeContext;
  private final Authenticator authenticator;
  private final ClientIds clientIds;
  private final boolean showsUserIds;
  private final AtomicLong connectionIds = new AtomicLong();

  /** Decides whether a connection may be made. Must be thread-safe. */
  @FunctionalInterface
  public interface Authenticator {
    /** Lets everybody in: whoever can call this code can reach the database anyway. */
    Authenticator TRUST = (user, password) -> true;

    /** Whether user and password, either of them null when not given, are accepted. */
    boolean accepts(String user, String password);
  }

  /** Whose messages do not say who sent them. */
  public ClientNode(Broker broker, ObjectAllowList objectAllowList, Authenticator authenticator) {
    this(broker, objectAllowList, authenticator, false);
  }

  /**
   * Creates one.
   *
   * @param showsUserIds whether messages carry the sender's user name as JMSXUserID
   */
  public ClientNode(
      Broker broker,
      ObjectAllowList objectAllowList,
      Authenticator authenticator,
      boolean showsUserIds) {
    this.showsUserIds = showsUserIds;
    this.broker = broker;
    this.branches = new XaBranches(broker);
    this.decodeContext = new DecodeContext(objectAllowList);
    this.authenticator = authenticator;
    this.clientIds = new ClientIds(broker.store().nodes(), broker.endings());
  }

  public Broker broker() {
    return broker;
  }

  public XaBranches branches() {
    return branches;
  }

  public DecodeContext decodeContext() {
    return decodeContext;
  }

  boolean showsUserIds() {
    return showsUserIds;
  }

  ClientIds clientIds() {
    return clientIds;
  }

  long nextConnectionId() {
    return connectionIds.incrementAndGet();
  }

  /**
   * Opens a connection, stopped.
   *
   * @param clientId fixed by the administrator, or null
   * @param redelivery what happens otherwise than the destinations say to messages whose delivery
   *     fails; null for nothing
   * @throws JMSSecurityException when the credentials are refused
   */
  public ClientConnection connect(
      String user, String password, String clientId, Domain domain, RedeliveryOverrides redelivery)
      throws JMSException {
    return connect(user, password, clientId, domain, redelivery, authenticator);
  }

  ClientConnection connect(
      String user,
      String password,
      String clientId,
      Domain domain,
      RedeliveryOverrides redelivery,
      Authenticator check)
      throws JMSException {
    boolean accepted;
    try {
      accepted =
          check.accepts(user, password)
              && (check == authenticator || authenticator.accepts(user, password));
    } catch (StoreException e) {
      throw JmsErrors.of(e);
    }
    if (!accepted) {
      throw new JMSSecurityException(
          user == null
              ? "A user name and a password are needed to connect"
              : "User " + user + " was not accepted: check user name and password",
          "SECURITY");
    }
    ClientConnection connection =
        new ClientConnection(
            this, user, domain, redelivery == null ? RedeliveryOverrides.NONE : redelivery);
    if (clientId != null && !clientId.isEmpty()) {
      try {
        connection.useClientId(clientId, true);
      } catch (JMSException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }
}
