package org.rowmq.broker;

import org.rowmq.broker.Router.Routed;
import org.rowmq.store.MessageStore.Written;

/**
 * Work written inside a transaction that somebody else ends. Call one of the methods once, with the
 * outcome. After a rollback the caller also decides what becomes of the deliveries it had consumed.
 */
public final class Enlisted {
  private final Broker broker;
  private final Routed routed;
  private final Written written;

  Enlisted(Broker broker, Routed routed, Written written) {
    this.broker = broker;
    this.routed = routed;
    this.written = written;
  }

  /**
   * The transaction is committed: forces it to disk where the database does not, and delivers the
   * messages.
   */
  public void committed() {
    broker.store().messages().force();
    broker.completed(routed, written);
  }

  /**
   * The transaction was rolled back, as far as its manager knows: a manager that was not answered
   * may say so too. Whether anything of it is there all the same is left to the database: what it
   * may have added is looked for, and what it has consumed is not delivered again without asking.
   */
  public void notCommitted() {
    routed.consumed().forEach(Delivery::mayBeSettled);
    broker.unknown(routed.unit(), written.rows());
  }

  /** Whether anything was written. */
  public boolean isEmpty() {
    return routed.unit().isEmpty();
  }
}
