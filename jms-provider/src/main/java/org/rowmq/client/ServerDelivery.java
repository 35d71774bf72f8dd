package org.rowmq.client;

import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.rowmq.broker.Delivery;

/**
 * The messages a connection consumer has loaded into a session, and the session's distinguished
 * listener that gets them when an application server runs the session (specification 11.2).
 * Thread-safe.
 */
final class ServerDelivery {
  private final ClientSession session;

  /** Guarded by this. */
  private final Deque<Delivery> loaded = new ArrayDeque<>();

  private volatile ListenerCall listener;
  private volatile Thread thread;

  ServerDelivery(ClientSession session) {
    this.session = session;
  }

  MessageListener listener() {
    ListenerCall call = listener;
    return call == null ? null : call.listener();
  }

  void listener(MessageListener newListener) {
    listener = newListener == null ? null : new ListenerCall(newListener);
  }

  synchronized void load(List<Delivery> deliveries) {
    loaded.addAll(deliveries);
  }

  /** Gives what is loaded to the listener, on the calling thread. */
  void run() {
    synchronized (this) {
      if (thread != null) {
        throw new java.lang.IllegalStateException("The session is being run by another thread");
      }
      thread = Thread.currentThread();
    }
    try (SessionUse.Scope use = session.use().awaitToListen("run")) {
      Delivery delivery = poll();
      while (delivery != null) {
        deliver(delivery);
        delivery = poll();
      }
    } finally {
      synchronized (this) {
        thread = null;
        notifyAll();
      }
    }
  }

  private synchronized Delivery poll() {
    return loaded.pollFirst();
  }

  private void deliver(Delivery delivery) {
    ListenerCall call = listener;
    if (call == null || !session.listeners().mayRun()) {
      session.broker().unseen(List.of(delivery));
      if (call == null) {
        session
            .connection()
            .report(new JMSException("A server session has no message listener", "NO_LISTENER"));
      }
      return;
    }
    session.acknowledgements().awaitForListener();
    call.deliver(session, delivery);
  }

  boolean isCurrentThread() {
    return thread == Thread.currentThread();
  }

  /** Waits until nobody runs the session, unless called by who does. */
  void await() {
    if (isCurrentThread()) {
      return;
    }
    boolean interrupted = false;
    synchronized (this) {
      while (thread != null) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The session ends: what nobody has seen goes to others. */
  void close() {
    List<Delivery> unseen;
    synchronized (this) {
      unseen = new ArrayList<>(loaded);
      loaded.clear();
    }
    session.broker().unseen(unseen);
  }
}
