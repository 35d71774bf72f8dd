package org.rowmq.ra.testing;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A container's transactions without a container: one at a time for each thread, begun and ended by
 * the test.
 */
public final class FakeTransactions implements TransactionSynchronizationRegistry {
  private static final class Transaction {
    final Map<Object, Object> resources = new HashMap<>();
    final List<Synchronization> synchronizations = new ArrayList<>();
    int status = Status.STATUS_ACTIVE;
  }

  private final ThreadLocal<Transaction> current = new ThreadLocal<>();

  public void begin() {
    current.set(new Transaction());
  }

  public void end(boolean commit) {
    Transaction transaction = current.get();
    boolean committing = commit && transaction.status == Status.STATUS_ACTIVE;
    if (committing) {
      for (int i = 0; i < transaction.synchronizations.size(); i++) {
        transaction.synchronizations.get(i).beforeCompletion();
      }
    }
    transaction.status = committing ? Status.STATUS_COMMITTED : Status.STATUS_ROLLEDBACK;
    transaction.synchronizations.forEach(each -> each.afterCompletion(transaction.status));
    current.remove();
  }

  @Override
  public Object getTransactionKey() {
    return current.get();
  }

  @Override
  public void putResource(Object key, Object value) {
    current.get().resources.put(key, value);
  }

  @Override
  public Object getResource(Object key) {
    return current.get().resources.get(key);
  }

  @Override
  public void registerInterposedSynchronization(Synchronization synchronization) {
    current.get().synchronizations.add(synchronization);
  }

  @Override
  public int getTransactionStatus() {
    Transaction transaction = current.get();
    return transaction == null ? Status.STATUS_NO_TRANSACTION : transaction.status;
  }

  @Override
  public void setRollbackOnly() {
    current.get().status = Status.STATUS_MARKED_ROLLBACK;
  }

  @Override
  public boolean getRollbackOnly() {
    return current.get().status == Status.STATUS_MARKED_ROLLBACK;
  }
}
