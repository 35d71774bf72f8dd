package org.rowmq.broker;

import java.util.List;
import org.rowmq.broker.Router.Routed;
import org.rowmq.store.StoredMessage;

/**
 * Work written inside a transaction that somebody else ends. Call one of the methods once, with the
 * outcome. After a rollback the caller also decides what becomes of the deliveries it had consumed.
 */
public final class Enlisted {
  private final Broker broker;
  private final Routed routed;
  private final List<StoredMessage> rows;

  Enlisted(Broker broker, Routed routed, List<StoredMessage> rows) {
    this.broker = broker;
    this.routed = routed;
    this.rows = rows;
  }

  /**
   * The transaction is committed: forces it to disk where the database does not, and delivers the
   * messages.
   */
  public void committed() {
    broker.store().messages().force();
    broker.completed(routed, rows);
  }

  /** Whether anything was written. */
  public boolean isEmpty() {
    return routed.unit().isEmpty();
  }
}
