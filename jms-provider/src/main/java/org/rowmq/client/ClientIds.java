package org.rowmq.client;

import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import java.util.HashSet;
import java.util.Set;
import org.rowmq.broker.Endings;
import org.rowmq.store.NodeStore;
import org.rowmq.store.StoreException;

/**
 * Client identifiers in use by connections of this node; across nodes a row keeps them apart.
 * Thread-safe.
 */
final class ClientIds {
  private final NodeStore store;
  private final Endings endings;
  private final Set<String> used = new HashSet<>();

  /**
   * Used by no connection, while there may be a row. Its lock is held while that is deleted, and
   * taken after none other.
   */
  private final Set<String> leftover = new HashSet<>();

  ClientIds(NodeStore store, Endings endings) {
    this.store = store;
    this.endings = endings;
  }

  /** Reserves a client identifier (specification 6.1.2). */
  void acquire(String clientId) throws JMSException {
    synchronized (used) {
      if (!used.add(clientId)) {
        throw inUse(clientId);
      }
    }
    try {
      releaseLeftover(clientId);
      if (!store.acquireClientId(clientId)) {
        forget(clientId);
        throw inUse(clientId);
      }
    } catch (StoreException e) {
      // it may have been stored all the same
      if (leave(clientId)) {
        endings.later(label(clientId), () -> releaseLeftover(clientId));
      }
      throw JmsErrors.of(e);
    }
  }

  private static InvalidClientIDException inUse(String clientId) {
    return new InvalidClientIDException(
        "Client identifier " + clientId + " is used by another connection", "CLIENT_ID_IN_USE");
  }

  private static String label(String clientId) {
    return "Client identifier " + clientId;
  }

  void release(String clientId) {
    leave(clientId);
    endings.end(label(clientId), () -> releaseLeftover(clientId));
  }

  /** False when it is known already that its row may have to be deleted. */
  private boolean leave(String clientId) {
    boolean added;
    synchronized (leftover) {
      added = leftover.add(clientId);
    }
    forget(clientId);
    return added;
  }

  private void releaseLeftover(String clientId) {
    synchronized (leftover) {
      if (leftover.contains(clientId)) {
        store.releaseClientId(clientId);
        leftover.remove(clientId);
      }
    }
  }

  private void forget(String clientId) {
    synchronized (used) {
      used.remove(clientId);
    }
  }
}
