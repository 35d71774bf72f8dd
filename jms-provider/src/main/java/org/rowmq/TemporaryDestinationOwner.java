package org.rowmq;

import jakarta.jms.JMSException;

/**
 * The connection a temporary destination belongs to, as the destination sees it. Implementations
 * are thread-safe.
 */
@FunctionalInterface
public interface TemporaryDestinationOwner {

  /**
   * Deletes the destination and what is stored for it.
   *
   * @throws JMSException if it still has consumers, or the deletion fails
   */
  void delete(RowmqDestination destination) throws JMSException;
}
