package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Mailbox;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.PreparedTransaction;
import org.rowmq.management.PreparedTransaction.Effect;
import org.rowmq.management.Role;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.BranchStore.BranchEffect;
import org.rowmq.store.BranchStore.BranchRow;
import org.rowmq.store.BranchUnknownException;

/** Prepared transactions, and ending them by hand. */
final class Transactions {
  private static final int LONGEST_REASON = 500;

  private final Broker broker;
  private final Guard guard;

  Transactions(Broker broker, Guard guard) {
    this.broker = broker;
    this.guard = guard;
  }

  List<PreparedTransaction> prepared() {
    return broker.store().branches().prepared().stream().map(this::view).toList();
  }

  private PreparedTransaction view(BranchRow row) {
    List<Effect> effects = new ArrayList<>();
    for (BranchEffect effect : broker.store().branches().effects(row.xid())) {
      String destination =
          broker.repair().mailbox(effect.mailboxId()).map(Mailbox::originName).orElse("deleted");
      effects.add(new Effect(destination, effect.consumed(), effect.messages()));
    }
    return new PreparedTransaction(row.xid().toString(), row.nodeName(), row.preparedAt(), effects);
  }

  void resolve(Caller caller, String xid, boolean commit, String reason) {
    String why = reason == null ? "" : reason.strip();
    Command command =
        new Command(
            caller,
            Role.ADMIN,
            commit ? "commit" : "rollback",
            "transaction",
            xid,
            Map.of("reason", why));
    guard.runAudited(
        command,
        () -> {
          if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw new ManagementException(
                Kind.INVALID, "Give a reason, of 500 characters at most.", "reason", null);
          }
          BranchRow row = find(xid);
          try {
            broker.resolveBranch(
                row.xid(), commit, guard.done(command, (long) row.sent() + row.consumed()));
          } catch (BranchUnknownException e) {
            throw unknown(e);
          }
          return null;
        });
  }

  private BranchRow find(String xid) {
    return broker.store().branches().prepared().stream()
        .filter(row -> row.xid().toString().equals(xid))
        .findFirst()
        .orElseThrow(() -> unknown(null));
  }

  private static ManagementException unknown(Throwable cause) {
    return new ManagementException(
        Kind.NOT_FOUND,
        "There is no such prepared transaction: its transaction manager may have resolved it.",
        null,
        cause);
  }
}
