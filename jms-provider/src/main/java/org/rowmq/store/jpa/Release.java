package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.rowmq.store.MessageState;
import org.rowmq.store.jpa.Entities.DestinationEntity;
import org.rowmq.store.jpa.Entities.NodeEntity;
import org.rowmq.store.jpa.Entities.SubscriptionEntity;

/**
 * Gives back what incarnations held that no longer live. Acquired rows become available again with
 * their counts unchanged: no attempt is burnt. Every step may be repeated.
 */
final class Release {
  private final Database database;
  private final Deletion deletion;
  private final SweepSql sweep;
  private final SubscriptionUse use;
  private final LongSupplier now;
  private final String living;
  private final String freeRows;

  Release(Database database, LongSupplier now) {
    this.database = database;
    Names names = database.names();
    this.deletion = new Deletion(names, now);
    this.sweep = new SweepSql(names);
    this.use = new SubscriptionUse(names);
    this.now = now;
    this.living =
        "(select incarnation from "
            + names.table("node")
            + " where state = "
            + NodeEntity.LIVING
            + ")";
    // mailbox by mailbox, because the index begins with it; there are few acquired rows in each
    this.freeRows =
        "update "
            + names.table("message")
            + AccessPath.of(database).byTurn()
            + " set state = "
            + MessageState.AVAILABLE.code()
            + ", owner = 0 where mailbox_id = ? and state = "
            + MessageState.ACQUIRED.code()
            + " and owner not in "
            + living;
  }

  /**
   * Whatever is held by an incarnation that is not among the living; returns mailboxes that have
   * messages again.
   */
  List<Long> everythingOfTheDead() {
    List<Long> emptied = database.transaction("releasing what a dead node held", this::catalog);
    emptied.forEach(mailbox -> Sweeping.empty(database, sweep, mailbox));
    List<Long> filled = new ArrayList<>();
    for (long mailbox : database.transaction("listing mailboxes", this::mailboxes)) {
      if (database.transaction(
          "releasing messages of a dead node", tx -> tx.update(freeRows, mailbox) > 0)) {
        filled.add(mailbox);
      }
    }
    return filled;
  }

  private List<Long> catalog(Tx tx) throws SQLException {
    Names names = database.names();
    tx.update("delete from " + names.table("client") + " where owner not in " + living);
    tx.update(
        "delete from "
            + names.table("commit_marker")
            + " where owner > 0 and owner not in "
            + living);
    use.deadAreGone(tx, now.getAsLong());
    List<Long> emptied = new ArrayList<>();
    for (SubscriptionEntity row :
        of(tx, "from Subscription where owner <> 0 and owner not in", SubscriptionEntity.class)) {
      emptied.addAll(deletion.subscription(tx, row));
    }
    for (DestinationEntity row :
        of(tx, "from Destination where owner <> 0 and owner not in", DestinationEntity.class)) {
      emptied.addAll(deletion.destination(tx, row));
    }
    return emptied;
  }

  private static <T> List<T> of(Tx tx, String condition, Class<T> type) {
    return tx.session()
        .createSelectionQuery(
            condition + " (select incarnation from Node where state = " + NodeEntity.LIVING + ")",
            type)
        .getResultList();
  }

  private List<Long> mailboxes(Tx tx) throws SQLException {
    List<Long> mailboxes = new ArrayList<>();
    String sql =
        "select id from "
            + database.names().table("destination")
            + " where kind = "
            + Kinds.QUEUE
            + " union all select id from "
            + database.names().table("subscription");
    try (PreparedStatement statement = tx.connection().prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        mailboxes.add(rows.getLong(1));
      }
    }
    return mailboxes;
  }
}
