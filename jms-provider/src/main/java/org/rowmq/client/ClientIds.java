package org.rowmq.client;

import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import java.util.HashSet;
import java.util.Set;
import org.rowmq.store.NodeStore;
import org.rowmq.store.StoreException;

/**
 * Client identifiers in use by connections of this node; across nodes a row keeps them apart.
 * Thread-safe.
 */
final class ClientIds {
  private final NodeStore store;
  private final Set<String> used = new HashSet<>();

  ClientIds(NodeStore store) {
    this.store = store;
  }

  /** Reserves a client identifier (specification 6.1.2). */
  void acquire(String clientId) throws JMSException {
    synchronized (used) {
      if (!used.add(clientId)) {
        throw inUse(clientId);
      }
    }
    try {
      if (!store.acquireClientId(clientId)) {
        forget(clientId);
        throw inUse(clientId);
      }
    } catch (StoreException e) {
      forget(clientId);
      throw JmsErrors.of(e);
    }
  }

  private static InvalidClientIDException inUse(String clientId) {
    return new InvalidClientIDException(
        "Client identifier " + clientId + " is used by another connection", "CLIENT_ID_IN_USE");
  }

  void release(String clientId) {
    try {
      store.releaseClientId(clientId);
    } finally {
      forget(clientId);
    }
  }

  private void forget(String clientId) {
    synchronized (used) {
      used.remove(clientId);
    }
  }
}
