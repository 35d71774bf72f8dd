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
    Branch branch = branches.remove(XidKey.of(xid));
    if (branch != null) {
      branch.over = true;
    }
  }

  /**
   * One branch; its fields are guarded by it. Several sessions may work in one, for example that of
   * a message-driven bean's delivery and that of what the bean sends.
   */
  static final class Branch {
    final Work work;

    /** Sessions that work in it now. */
    int working = 1;

    /** Sessions that have set it aside, to resume or end it. */
    int suspended;

    /** Ended with failure by a session: may only be rolled back. */
    boolean failed;

    /** Prepared, committed or rolled back: no session works in it, whatever it has been told. */
    volatile boolean over;

    /** Why a session in it failed, or null. */
    Failure explanation;

    Branch(Work work) {
      this.work = work;
    }
  }
}
