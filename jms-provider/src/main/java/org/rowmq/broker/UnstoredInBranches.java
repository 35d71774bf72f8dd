package org.rowmq.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.transaction.xa.Xid;

/**
 * Messages without a row that prepared branches have consumed. There is nothing of them in the
 * table, so they are kept here until their branch has ended; should this node end before, they are
 * lost, as NON_PERSISTENT messages may be. Thread-safe.
 */
final class UnstoredInBranches {
  private final Broker broker;
  private final Map<Branch, List<Delivery>> consumed = new ConcurrentHashMap<>();

  UnstoredInBranches(Broker broker) {
    this.broker = broker;
  }

  private record Branch(int formatId, ByteBuffer globalId, ByteBuffer qualifier) {
    static Branch of(Xid xid) {
      return new Branch(
          xid.getFormatId(),
          ByteBuffer.wrap(xid.getGlobalTransactionId().clone()),
          ByteBuffer.wrap(xid.getBranchQualifier().clone()));
    }
  }

  /** The branch has been prepared, and has consumed these, or some of them. */
  void prepared(Xid xid, List<Delivery> deliveries) {
    List<Delivery> unstored = deliveries.stream().filter(Delivery::inMemoryOnly).toList();
    if (!unstored.isEmpty()) {
      consumed.put(Branch.of(xid), unstored);
    }
  }

  /** The branch has ended: they are gone, or are delivered again. */
  void ended(Xid xid, boolean commit) {
    List<Delivery> unstored = consumed.remove(Branch.of(xid));
    if (unstored == null) {
      return;
    }
    if (commit) {
      unstored.forEach(delivery -> broker.counted(delivery.mailboxId(), -1));
    } else {
      broker
          .redelivery()
          .failed(
              Broker.MANAGEMENT_LANE,
              unstored,
              Failure.rolledBack("transaction rolled back"),
              RedeliveryOverrides.NONE);
    }
  }
}
