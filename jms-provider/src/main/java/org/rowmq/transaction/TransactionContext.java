package org.rowmq.transaction;

import org.rowmq.broker.Work;

/** Says, at each operation of a session, what it belongs to. Used by the session's thread only. */
@FunctionalInterface
public interface TransactionContext {

  /** No transaction: everything takes effect at once. */
  TransactionContext NONE = () -> null;

  /**
   * The work that a send or an acknowledgement made now joins; null when it takes effect at once.
   *
   * @throws IllegalStateException when there is a transaction that cannot be joined any more
   */
  Work current();
}
