package org.rowmq.transaction;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.transaction.xa.Xid;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Work;
import org.rowmq.store.StoreException;

/**
 * Branches that this node knows of, and which it knows to be prepared. Any {@link XaTransaction} of
 * the node may end a branch that another began, as transaction managers do. Thread-safe.
 */
public final class XaBranches {
  private final Broker broker;
  private final Map<XidKey, Branch> branches = new ConcurrentHashMap<>();

  /**
   * Those this node remembers to be prepared, read from the store when first needed; guarded by
   * this.
   */
  private Set<XidKey> prepared;

  /** Prepared branches whose end may have happened; true for committed. */
  private final Map<XidKey, Boolean> ends = new ConcurrentHashMap<>();

  public XaBranches(Broker broker) {
    this.broker = broker;
  }

  Broker broker() {
    return broker;
  }

  /**
   * False when the transaction identifier is in use, by a branch that works or by one that is
   * prepared.
   *
   * @throws StoreException when that cannot be told
   */
  boolean add(Xid xid, Branch branch) {
    return !isPrepared(xid) && branches.putIfAbsent(XidKey.of(xid), branch) == null;
  }

  /** Called when a branch has become rows. */
  void prepared(Xid xid) {
    prepared().add(XidKey.of(xid));
    remove(xid);
  }

  /** Called when the rows of a branch are gone. */
  void ended(Xid xid) {
    prepared().remove(XidKey.of(xid));
  }

  /**
   * Whether the store holds this branch prepared, by this node or by the one it was before it was
   * started again. The store is asked only where the node remembers such a branch, because another
   * node may have ended it.
   *
   * @throws StoreException when that cannot be told
   */
  boolean isPrepared(Xid xid) {
    XidKey key = XidKey.of(xid);
    if (!prepared().contains(key)) {
      return false;
    }
    boolean still =
        broker.store().branches().prepared().stream()
            .anyMatch(row -> XidKey.of(row.xid()).equals(key));
    if (!still) {
      prepared().remove(key);
    }
    return still;
  }

  private synchronized Set<XidKey> prepared() {
    if (prepared == null) {
      Set<XidKey> found = ConcurrentHashMap.newKeySet();
      broker.store().branches().prepared().forEach(row -> found.add(XidKey.of(row.xid())));
      prepared = found;
    }
    return prepared;
  }

  /** The database was lost while a prepared branch was ended. */
  void endInDoubt(Xid xid, boolean commit) {
    ends.put(XidKey.of(xid), commit);
  }

  /** Whether a branch that is not there has gone because it was ended like this before. */
  boolean endedBefore(Xid xid, boolean commit) {
    Boolean end = ends.remove(XidKey.of(xid));
    return end != null && end == commit;
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

    /** It may have been written, although that failed. */
    boolean inDoubt;

    /** Why a session in it failed, or null. */
    Failure explanation;

    Branch(Work work) {
      this.work = work;
    }
  }
}
