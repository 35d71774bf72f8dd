package org.rowmq.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Enlisted;
import org.rowmq.broker.Failure;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.store.StoreException;

/**
 * The container's transaction, joined through its own data source: what was sent and acknowledged
 * is written just before the container commits, on a connection that is part of that commit. There
 * is no second resource, so no XA.
 *
 * <p>One instance serves a node; all sessions of one transaction share one {@link Work}.
 * Thread-safe.
 */
public final class ContainerTransaction implements TransactionContext {
  private static final Logger LOG = System.getLogger(ContainerTransaction.class.getName());

  private static final long PUT_BACK_SECONDS = 10;

  private final TransactionSynchronizationRegistry registry;
  private final DataSource dataSource;
  private final Broker broker;

  public ContainerTransaction(
      TransactionSynchronizationRegistry registry, DataSource dataSource, Broker broker) {
    this.registry = registry;
    this.dataSource = dataSource;
    this.broker = broker;
  }

  /** Whether the calling thread is in a transaction of the container, in whatever state. */
  public boolean inTransaction() {
    return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
  }

  @Override
  public Work current() {
    Participation participation = participation();
    return participation == null ? null : participation.work;
  }

  /**
   * Asks to be told how the present transaction ends; the failure is null when it was committed.
   *
   * @return false when there is no transaction
   */
  public boolean whenEnded(Consumer<Failure> listener) {
    Participation participation = participation();
    if (participation == null) {
      return false;
    }
    participation.listeners.add(listener);
    return true;
  }

  private Participation participation() {
    int status = registry.getTransactionStatus();
    if (status == Status.STATUS_NO_TRANSACTION) {
      return null;
    }
    if (registry.getResource(this) instanceof Participation participation
        && !participation.written) {
      return participation;
    }
    if (status != Status.STATUS_ACTIVE && status != Status.STATUS_MARKED_ROLLBACK) {
      // e.g. a context closed by the container after the commit
      return null;
    }
    // also when somebody else's beforeCompletion, run after ours, sends: written by a second one
    Participation participation = new Participation();
    try {
      registry.registerInterposedSynchronization(participation);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "The container's transaction is too far ended, or marked for rollback, to send or receive in it",
          e);
    }
    registry.putResource(this, participation);
    return participation;
  }

  /** What one transaction of the container does with this node. */
  private final class Participation implements Synchronization {
    private final Work work = new Work(broker.nextLaneOfTransactions());
    private final List<Consumer<Failure>> listeners = new ArrayList<>();
    private Enlisted enlisted;
    private boolean written;

    @Override
    public void beforeCompletion() {
      written = true;
      if (work.isEmpty()) {
        return;
      }
      try (Connection connection = dataSource.getConnection()) {
        if (connection.getAutoCommit()) {
          throw new SQLException(
              "its connections do not take part in the transaction (they commit by themselves); it must be a JTA data"
                  + " source that the server manages");
        }
        enlisted = broker.writeWithin(connection, work);
      } catch (SQLException e) {
        registry.setRollbackOnly();
        throw new StoreException(
            "The transaction's messages could not be written through its data source: "
                + e.getMessage(),
            e);
      } catch (RuntimeException e) {
        registry.setRollbackOnly();
        throw e;
      }
    }

    @Override
    public void afterCompletion(int status) {
      Failure failure = null;
      if (status == Status.STATUS_COMMITTED) {
        if (enlisted != null) {
          enlisted.committed();
        }
      } else {
        failure = Failure.rolledBack("transaction " + statusName(status));
        if (enlisted != null) {
          enlisted.notCommitted();
        }
        if (listeners.isEmpty() && !work.consumed().isEmpty()) {
          // received synchronously: nobody else will decide about these
          putBack(failure);
        }
      }
      for (Consumer<Failure> listener : listeners) {
        try {
          listener.accept(failure);
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "A listener to the end of a transaction failed", e);
        }
      }
    }

    /**
     * Before the rollback returns, so that whoever receives next gets these first. On a thread of
     * the node, since the database may be asked and this one still belongs to the transaction; not
     * waited for without end, since the database may be away.
     */
    private void putBack(Failure failure) {
      try {
        CompletableFuture.runAsync(
                () ->
                    broker.failed(work.lane(), work.consumed(), failure, RedeliveryOverrides.NONE),
                broker.workers())
            .get(PUT_BACK_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        LOG.log(
            Level.WARNING,
            "What was received in a transaction that was rolled back is not back in its queue after {0} s"
                + " (does the database answer?); it will be, but others may get the messages behind it first",
            PUT_BACK_SECONDS);
      } catch (ExecutionException e) {
        LOG.log(
            Level.ERROR,
            "What was received in a transaction that was rolled back could not be put back; it is delivered"
                + " again when the node starts again",
            e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private String statusName(int status) {
      return switch (status) {
        case Status.STATUS_ROLLEDBACK -> "rolled back";
        case Status.STATUS_UNKNOWN -> "ended with unknown outcome";
        default -> "ended with status " + status;
      };
    }
  }
}
