package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;
import org.rowmq.store.AdministrationStore.AuditRow;

/**
 * What a session has done and not yet written: messages sent and deliveries acknowledged, which
 * will succeed or fail together. It belongs to one session, or to one transaction, whose sessions
 * may add to it at the same time; it is read when they have all ended.
 */
public final class Work {
  private final int lane;
  private final List<Outgoing> sends = new ArrayList<>();
  private final List<Delivery> consumed = new ArrayList<>();
  private final List<AuditRow> audits = new ArrayList<>(0);
  private boolean early;

  /**
   * Creates empty work.
   *
   * @param lane the session's lane, see {@link org.rowmq.store.Unit#lane()}
   */
  public Work(int lane) {
    this.lane = lane;
  }

  /** One message, sent. */
  public static Work sending(int lane, Outgoing outgoing) {
    Work work = new Work(lane);
    work.send(outgoing);
    return work;
  }

  /**
   * One message, sent in no transaction by a session that has no other one on the way: a consumer
   * may get it before it is stored.
   */
  public static Work sendingAlone(int lane, Outgoing outgoing) {
    Work work = sending(lane, outgoing);
    work.early = true;
    return work;
  }

  /** Deliveries, acknowledged. */
  public static Work consuming(int lane, List<Delivery> deliveries) {
    Work work = new Work(lane);
    work.consumed.addAll(deliveries);
    return work;
  }

  public synchronized void send(Outgoing outgoing) {
    sends.add(outgoing);
  }

  public synchronized void consume(Delivery delivery) {
    consumed.add(delivery);
  }

  /** Says in the audit trail what this work was, if it succeeds. */
  public synchronized void audit(AuditRow row) {
    audits.add(row);
  }

  /** Whether it is one message that a consumer may get before it is stored. */
  boolean mayBeEarly() {
    return early;
  }

  /** The only delivery, when it is acknowledged and nothing else is done; else null. */
  Delivery onlyAcknowledges() {
    return consumed.size() == 1 && sends.isEmpty() && audits.isEmpty() ? consumed.get(0) : null;
  }

  /** For the audit trail. */
  public List<AuditRow> audits() {
    return audits;
  }

  public int lane() {
    return lane;
  }

  /** Messages sent, in order. */
  public List<Outgoing> sends() {
    return sends;
  }

  /** Deliveries acknowledged, in order. */
  public List<Delivery> consumed() {
    return consumed;
  }

  public boolean isEmpty() {
    return sends.isEmpty() && consumed.isEmpty() && audits.isEmpty();
  }
}
