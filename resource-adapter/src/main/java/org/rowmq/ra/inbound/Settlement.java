package org.rowmq.ra.inbound;

import java.util.List;
import javax.transaction.xa.XAResource;
import org.rowmq.broker.Delivery;

/**
 * How the deliveries of one session end. For each transaction: {@link #join} for each message,
 * between {@code beforeDelivery} and its {@code onMessage}, {@link #thrown} if a listener threw,
 * and {@link #end} after {@code afterDelivery}. Used by one thread at a time.
 */
interface Settlement {

  /** How a transaction ended. */
  enum Outcome {
    SUCCEEDED,
    FAILED,
    /** Nobody said, or it could not be stored; nobody is to blame. */
    UNKNOWN
  }

  /** What the container has to enlist for each transaction, or null. */
  XAResource resource();

  /** Whether several messages may be delivered in one transaction. */
  boolean transacted();

  /**
   * Makes the acknowledgement part of the transaction the container has begun.
   *
   * @param first whether it is the first message of this transaction
   * @return false when there should be an active transaction and is none: the message must not be
   *     delivered
   */
  boolean join(Delivery delivery, boolean first);

  /** The listener threw; the container has yet to end the transaction. */
  void thrown(Throwable thrown);

  /**
   * The endpoint is being stopped while the listener was at work. Containers roll back what they
   * then end (Payara, once an application is being undeployed), and that is nobody's failure.
   */
  void stopping();

  /**
   * Ends the deliveries that the listener has seen. A joined transaction's outcome decides,
   * whatever the listener did.
   */
  Outcome end(List<Delivery> delivered);
}
