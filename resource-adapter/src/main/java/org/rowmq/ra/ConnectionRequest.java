package org.rowmq.ra;

import jakarta.resource.spi.ConnectionRequestInfo;
import java.util.Objects;

/**
 * Who wants a connection. Two requests that are equal may be served by the same physical
 * connection. Immutable.
 */
public final class ConnectionRequest implements ConnectionRequestInfo {
  private final String user;
  private final String password;
  private final String clientId;

  ConnectionRequest(String user, String password, String clientId) {
    this.user = user;
    this.password = password;
    this.clientId = clientId;
  }

  /** The user name, or null. */
  public String user() {
    return user;
  }

  /** The password, or null. */
  public String password() {
    return password;
  }

  /** The client identifier, or null. */
  public String clientId() {
    return clientId;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionRequest that
        && Objects.equals(user, that.user)
        && Objects.equals(password, that.password)
        && Objects.equals(clientId, that.clientId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, password, clientId);
  }

  @Override
  public String toString() {
    return "ConnectionRequest[user=" + user + ", clientId=" + clientId + "]";
  }
}
