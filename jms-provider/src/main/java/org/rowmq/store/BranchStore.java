package org.rowmq.store;

import java.util.List;
import javax.transaction.xa.Xid;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.NodeStore.MailboxDepth;

/** Prepared transaction branches, as rows. Thread-safe. Methods throw {@link StoreException}. */
public interface BranchStore {

  /** Stores the branch and its effects, invisible, in one durable transaction. */
  void prepare(Xid xid, Unit unit);

  /**
   * Makes the effects of a prepared branch happen, in one durable transaction.
   *
   * @return what has changed
   * @throws BranchUnknownException when there is no such branch
   */
  Ended commit(Xid xid);

  /**
   * Undoes a prepared branch: what it sent is gone, what it consumed is available again, its
   * delivery count raised.
   *
   * @return what has changed
   * @throws BranchUnknownException when there is no such branch
   */
  Ended rollback(Xid xid);

  /**
   * Ends a prepared branch in place of its transaction manager, in one transaction with the audit.
   *
   * @return what it has changed
   * @throws BranchUnknownException when there is no such branch
   */
  Ended resolve(Xid xid, boolean commit, AuditRow audit);

  /** What a prepared branch sent and consumed, by mailbox. */
  List<BranchEffect> effects(Xid xid);

  /** All prepared branches of all nodes, oldest first. */
  List<BranchRow> prepared();

  /**
   * What the end of a branch has changed.
   *
   * @param available rows now available
   * @param depths to be added to the kept counters, each mailbox once
   */
  record Ended(List<StoredMessage> available, List<MailboxDepth> depths) {}

  /** How many messages of one mailbox a branch has consumed, or sent there. */
  record BranchEffect(long mailboxId, boolean consumed, long messages) {}

  /** A prepared branch; {@code preparedAt} in database time. */
  record BranchRow(Xid xid, long preparedAt, String nodeName, int sent, int consumed) {}
}
