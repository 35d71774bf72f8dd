package org.rowmq.ra.inbound;

import javax.transaction.xa.XAResource;
import org.rowmq.broker.Delivery;

/**
 * How the deliveries of one session end. For each message: {@link #join} between {@code
 * beforeDelivery} and {@code onMessage}, {@link #thrown} if the listener threw, and {@link #end}
 * after {@code afterDelivery}. Used by one thread at a time.
 */
interface Settlement {

  /** What the container has to enlist for each delivery, or null. */
  XAResource resource();

  /**
   * Makes the acknowledgement part of the transaction the container has begun.
   *
   * @return false when there should be a transaction and is none: the message must not be delivered
   */
  boolean join(Delivery delivery);

  /** The listener threw; the container has yet to end the transaction. */
  void thrown(Throwable thrown);

  /** Ends the delivery. A joined transaction's outcome decides, whatever the listener did. */
  void end(Delivery delivery);
}
