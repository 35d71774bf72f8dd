package org.rowmq.client;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.store.StoreException;

/**
 * Loads messages into an application server's sessions and starts them (specification 11.2). It
 * works on a thread of the node, and only while there are messages. Thread-safe.
 */
final class ClientConnectionConsumer implements ConnectionConsumer {
  private static final long RETRY_SECONDS = 1;

  private final ClientConnection connection;
  private final ConsumerSource source;
  private final ServerSessionPool pool;
  private final int maxMessages;
  private final Consumer messages;
  private volatile boolean closed;

  /** Whether a worker has been asked for or runs; guarded by this. */
  private boolean running;

  /** Whether to look again before the worker ends; guarded by this. */
  private boolean again;

  ClientConnectionConsumer(ConsumerSource source, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    if (pool == null || maxMessages < 1) {
      source.close();
      throw new JMSException(
          "A connection consumer needs a server session pool and at least one message at a time,"
              + " not "
              + maxMessages,
          "CONNECTION_CONSUMER");
    }
    this.connection = source.connection();
    this.source = source;
    this.pool = pool;
    this.maxMessages = maxMessages;
    this.messages = source.consume(0, this::schedule);
  }

  boolean isOf(RowmqDestination destination) {
    return source.destination().equals(destination);
  }

  /** There may be messages, or the connection has been started. */
  void schedule() {
    synchronized (this) {
      if (running) {
        again = true;
        return;
      }
      running = true;
    }
    connection.broker().workers().execute(this::run);
  }

  private void run() {
    while (true) {
      synchronized (this) {
        again = false;
      }
      loadAll();
      synchronized (this) {
        if (!again) {
          running = false;
          return;
        }
      }
    }
  }

  private void loadAll() {
    try {
      while (!closed && connection.isStarted()) {
        List<Delivery> batch = collect();
        if (batch.isEmpty()) {
          recallIfStopped();
          return;
        }
        hand(batch);
      }
    } catch (StoreException | BrokerException e) {
      retryAfter(JmsErrors.of(e));
    } catch (JMSException e) {
      retryAfter(e);
    } catch (RuntimeException e) {
      JMSException failure = new JMSException("The server session pool failed: " + e, "POOL");
      failure.initCause(e);
      retryAfter(failure);
    }
  }

  /** What it is handed while the connection is stopped may go to consumers of others. */
  void recallIfStopped() {
    if (!connection.isStarted()) {
      messages.recall();
    }
  }

  private void retryAfter(JMSException e) {
    connection.report(e);
    CompletableFuture.delayedExecutor(
            RETRY_SECONDS, TimeUnit.SECONDS, connection.broker().workers())
        .execute(this::schedule);
  }

  private List<Delivery> collect() {
    List<Delivery> batch = new ArrayList<>();
    Delivery delivery = messages.next();
    while (delivery != null) {
      batch.add(delivery);
      delivery = batch.size() < maxMessages ? messages.poll() : null;
    }
    return batch;
  }

  private void hand(List<Delivery> batch) throws JMSException {
    boolean loaded = false;
    try {
      ServerSession server = pool.getServerSession();
      Session session = server == null ? null : server.getSession();
      if (!(session instanceof ClientSession ours) || ours.connection() != connection) {
        throw new JMSException(
            "The server session pool gave a session that is not of this connection: " + session,
            "POOL");
      }
      if (!closed && ours.listeners().mayRun()) {
        ours.serverDelivery().load(batch);
        loaded = true;
      }
      // started even without messages, because it is the session itself that returns to its pool
      server.start();
    } finally {
      if (!loaded) {
        connection.broker().unseen(batch);
      }
    }
  }

  @Override
  public ServerSessionPool getServerSessionPool() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The connection consumer is closed");
    }
    connection.checkOpen();
    return pool;
  }

  @Override
  public void close() throws JMSException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    messages.close();
    connection.closed(this);
    source.close();
  }
}
