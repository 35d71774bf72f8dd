package org.rowmq.transaction;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.transaction.xa.Xid;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Work;

/**
 * Branches that this node knows of and has not prepared. Any {@link XaTransaction} of the node may
 * end a branch that another began, as transaction managers do. Thread-safe.
 */
public final class XaBranches {
  private final Broker broker;
  private final Map<XidKey, Branch> branches = new ConcurrentHashMap<>();

  public XaBranches(Broker broker) {
    this.broker = broker;
  }

  Broker broker() {
    return broker;
  }

  /** False when the transaction identifier is in use. */
  boolean add(Xid xid, Branch branch) {
    return branches.putIfAbsent(XidKey.of(xid), branch) == null;
  }

  Branch get(Xid xid) {
    return branches.get(XidKey.of(xid));
  }

  void remove(Xid xid) {
    branches.remove(XidKey.of(xid));
  }

  /** The state of one branch, guarded by the branch itself. */
  static final class Branch {
    final Work work;
    State state = State.ACTIVE;

    /** Why a session in it failed, or null. */
    Failure explanation;

    Branch(Work work) {
      this.work = work;
    }

    enum State {
      /** A session works in it. */
      ACTIVE,
      /** Set aside by its session; to be resumed or ended. */
      SUSPENDED,
      /** No session works in it; to be prepared, committed or rolled back. */
      ENDED,
      /** Ended with failure: may only be rolled back. */
      ROLLBACK_ONLY
    }
  }
}
