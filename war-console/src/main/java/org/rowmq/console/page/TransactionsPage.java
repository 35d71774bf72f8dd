package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.PreparedTransaction;

/** Prepared transactions; an administrator may end one, with a reason. */
@Named("transactions")
@RequestScoped
public class TransactionsPage {
  @Inject private Notice notice;

  private List<PreparedTransaction> all;
  private String xid;
  private String reason;

  public List<PreparedTransaction> getAll() {
    if (all == null) {
      all = LocalNode.require().preparedTransactions(Faces.caller());
    }
    return all;
  }

  public void commit() {
    resolve(true);
  }

  public void rollback() {
    resolve(false);
  }

  private void resolve(boolean commit) {
    Faces.attempt(
        "resolve",
        () -> {
          LocalNode.require().resolveTransaction(Faces.caller(), xid, commit, reason);
          notice.set((commit ? "Committed " : "Rolled back ") + xid + ".");
          Faces.redirect("transactions.xhtml");
        });
  }

  public String getXid() {
    return xid;
  }

  public void setXid(String xid) {
    this.xid = xid;
  }

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }
}
