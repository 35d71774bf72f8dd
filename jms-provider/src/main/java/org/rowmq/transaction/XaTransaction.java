package org.rowmq.transaction;

import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Failure;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.store.BranchStore.BranchRow;
import org.rowmq.store.BranchUnknownException;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreUnavailableException;
import org.rowmq.transaction.XaBranches.Branch;

/**
 * One session's part in distributed transactions. A prepared branch is rows, so it survives this
 * process, and any node can end it. Methods may be called by the transaction manager's threads.
 *
 * <p>Every {@link XAException} carries an error code: one made from a message alone would say
 * {@code XA_OK}.
 */
public final class XaTransaction implements TransactionContext, XAResource {
  private static final System.Logger LOG = System.getLogger(XaTransaction.class.getName());

  private final XaBranches branches;
  private final Broker broker;
  private final int lane;
  private final RedeliveryOverrides redelivery;

  /** The branch this session works in now, or null. */
  private volatile Branch active;

  private volatile Xid activeXid;

  public XaTransaction(XaBranches branches, int lane, RedeliveryOverrides redelivery) {
    this.branches = branches;
    this.broker = branches.broker();
    this.lane = lane;
    this.redelivery = redelivery;
  }

  @Override
  public Work current() {
    Branch branch = active;
    return branch == null || branch.over ? null : branch.work;
  }

  /**
   * Says why the session's work in its present branch has failed, to be kept with what it consumed
   * if the branch is rolled back.
   */
  public void explain(Failure failure) {
    Branch branch = active;
    if (branch != null) {
      branch.explanation = failure;
    }
  }

  @Override
  public void start(Xid xid, int flags) throws XAException {
    leaveIfOver();
    if (active != null) {
      throw failure(XAException.XAER_PROTO, "the session works in branch " + XidKey.of(activeXid));
    }
    Branch branch =
        switch (flags) {
          case TMNOFLAGS -> begin(xid);
          case TMJOIN -> join(xid);
          case TMRESUME -> resume(xid);
          default -> throw failure(XAException.XAER_INVAL, "start with flags " + flags);
        };
    activeXid = xid;
    active = branch;
  }

  /**
   * Managers roll a branch back through one of the resources that work in it, and tell the others
   * to leave it only afterwards, or never.
   */
  private boolean leaveIfOver() {
    Branch branch = active;
    if (branch == null || !branch.over) {
      return false;
    }
    active = null;
    activeXid = null;
    return true;
  }

  private Branch begin(Xid xid) throws XAException {
    Branch branch = new Branch(new Work(lane));
    try {
      if (!branches.add(xid, branch)) {
        throw failure(XAException.XAER_DUPID, "branch " + XidKey.of(xid) + " exists");
      }
    } catch (StoreException e) {
      throw failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    }
    return branch;
  }

  /** Works in a branch together with, or after, other sessions. */
  private Branch join(Xid xid) throws XAException {
    Branch branch = known(xid);
    synchronized (branch) {
      checkNotFailed(xid, branch);
      branch.working++;
    }
    return branch;
  }

  private Branch resume(Xid xid) throws XAException {
    Branch branch = known(xid);
    synchronized (branch) {
      checkNotFailed(xid, branch);
      if (branch.suspended == 0) {
        throw failure(XAException.XAER_PROTO, "no session has suspended branch " + XidKey.of(xid));
      }
      branch.suspended--;
      branch.working++;
    }
    return branch;
  }

  private static void checkNotFailed(Xid xid, Branch branch) throws XAException {
    if (branch.failed) {
      throw failure(XAException.XA_RBROLLBACK, "branch " + XidKey.of(xid) + " has failed");
    }
  }

  @Override
  public void end(Xid xid, int flags) throws XAException {
    if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
      throw failure(XAException.XAER_INVAL, "end with flags " + flags);
    }
    if (activeXid != null && XidKey.of(activeXid).equals(XidKey.of(xid)) && leaveIfOver()) {
      return;
    }
    Branch branch = known(xid);
    synchronized (branch) {
      boolean mine = branch == active;
      if (!mine && (branch.suspended == 0 || flags == TMSUSPEND)) {
        throw failure(
            XAException.XAER_PROTO, "the session does not work in branch " + XidKey.of(xid));
      }
      if (mine) {
        branch.working--;
        active = null;
        activeXid = null;
      } else {
        branch.suspended--;
      }
      if (flags == TMSUSPEND) {
        branch.suspended++;
      } else if (flags == TMFAIL) {
        branch.failed = true;
      }
    }
  }

  @Override
  public int prepare(Xid xid) throws XAException {
    Branch branch = ended(xid);
    if (branch.failed) {
      undo(xid, branch, Failure.rolledBack("branch ended with failure"));
      throw failure(XAException.XA_RBROLLBACK, "branch " + XidKey.of(xid) + " has failed");
    }
    if (branch.work.isEmpty()) {
      branches.remove(xid);
      return XA_RDONLY;
    }
    try {
      broker.prepare(xid, branch.work);
    } catch (StoreException | BrokerException e) {
      throw writeFailed(xid, branch, e);
    }
    branches.prepared(xid);
    return XA_OK;
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    if (!onePhase) {
      endPrepared(xid, true);
      return;
    }
    Branch branch = ended(xid);
    if (branch.failed) {
      undo(xid, branch, Failure.rolledBack("branch ended with failure"));
      throw failure(XAException.XA_RBROLLBACK, "branch " + XidKey.of(xid) + " has failed");
    }
    try {
      if (!branch.work.isEmpty()) {
        broker.write(branch.work);
      }
    } catch (StoreException | BrokerException e) {
      throw writeFailed(xid, branch, e);
    }
    branches.remove(xid);
  }

  @Override
  public void rollback(Xid xid) throws XAException {
    Branch branch = branches.get(xid);
    if (branch == null) {
      endPrepared(xid, false);
    } else {
      if (branch == active) {
        active = null;
        activeXid = null;
      }
      if (branch.inDoubt) {
        undoPrepared(xid);
      }
      Failure why = branch.explanation;
      undo(xid, branch, why == null ? Failure.rolledBack("transaction rolled back") : why);
    }
  }

  private void endPrepared(Xid xid, boolean commit) throws XAException {
    if (branches.get(xid) != null) {
      throw failure(XAException.XAER_PROTO, "branch " + XidKey.of(xid) + " is not prepared");
    }
    try {
      broker.endBranch(xid, commit);
      branches.ended(xid);
      branches.endedBefore(xid, commit);
    } catch (BranchUnknownException e) {
      if (!branches.endedBefore(xid, commit)) {
        throw failure(XAException.XAER_NOTA, "no branch " + XidKey.of(xid), e);
      }
      branches.ended(xid);
    } catch (OutcomeUnknownException e) {
      branches.endInDoubt(xid, commit);
      throw failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    } catch (StoreException e) {
      throw failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    }
  }

  /** Its preparation may have happened. */
  private void undoPrepared(Xid xid) throws XAException {
    try {
      broker.endBranch(xid, false);
    } catch (BranchUnknownException e) {
      LOG.log(System.Logger.Level.DEBUG, "Branch {0} was not prepared", XidKey.of(xid));
    } catch (StoreException e) {
      throw failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    }
  }

  private XAException writeFailed(Xid xid, Branch branch, RuntimeException e) {
    branch.inDoubt |= e instanceof OutcomeUnknownException;
    if (e instanceof StoreUnavailableException) {
      // the manager asks again, or rolls the branch back
      return failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    }
    undo(xid, branch, Failure.of(e));
    int code =
        e instanceof ClaimLostException ? XAException.XA_RBDEADLOCK : XAException.XA_RBROLLBACK;
    return failure(code, "branch " + XidKey.of(xid) + " could not be written", e);
  }

  private void undo(Xid xid, Branch branch, Failure failure) {
    branches.remove(xid);
    if (branch.inDoubt) {
      broker.inDoubt(lane, branch.work.consumed());
    } else {
      broker.failed(lane, branch.work.consumed(), failure, redelivery);
    }
  }

  @Override
  public Xid[] recover(int flag) throws XAException {
    if ((flag & TMSTARTRSCAN) == 0) {
      if (flag != TMNOFLAGS && flag != TMENDRSCAN) {
        throw failure(XAException.XAER_INVAL, "recover with flags " + flag);
      }
      return new Xid[0];
    }
    try {
      List<BranchRow> prepared = broker.store().branches().prepared();
      return prepared.stream().map(row -> XidKey.of(row.xid())).toArray(Xid[]::new);
    } catch (StoreException e) {
      throw failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    }
  }

  /** Branches are never ended heuristically, so there is none that could be forgotten. */
  @Override
  public void forget(Xid xid) throws XAException {
    known(xid);
    throw failure(XAException.XAER_PROTO, "branch " + XidKey.of(xid) + " was not decided here");
  }

  @Override
  public boolean isSameRM(XAResource other) {
    return other instanceof XaTransaction that && that.branches == branches;
  }

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  /** Branches have no time-out of their own: the transaction manager's applies. */
  @Override
  public boolean setTransactionTimeout(int seconds) throws XAException {
    if (seconds < 0) {
      throw failure(XAException.XAER_INVAL, "time-out of " + seconds + " s");
    }
    return false;
  }

  private Branch known(Xid xid) throws XAException {
    Branch branch = branches.get(xid);
    if (branch == null) {
      throw isPrepared(xid)
          ? failure(XAException.XAER_PROTO, "branch " + XidKey.of(xid) + " is prepared")
          : failure(XAException.XAER_NOTA, "no branch " + XidKey.of(xid));
    }
    return branch;
  }

  private boolean isPrepared(Xid xid) throws XAException {
    try {
      return branches.isPrepared(xid);
    } catch (StoreException e) {
      throw failure(XAException.XAER_RMFAIL, "the store does not answer", e);
    }
  }

  private Branch ended(Xid xid) throws XAException {
    Branch branch = known(xid);
    synchronized (branch) {
      if (branch.working > 0 || branch.suspended > 0) {
        throw failure(XAException.XAER_PROTO, "branch " + XidKey.of(xid) + " has not ended");
      }
    }
    return branch;
  }

  private static XAException failure(int code, String message) {
    XAException e = new XAException(message);
    e.errorCode = code;
    return e;
  }

  private static XAException failure(int code, String message, Throwable cause) {
    XAException e = failure(code, message);
    e.initCause(cause);
    return e;
  }
}
