package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.rowmq.store.jpa.Entities.NodeEntity;

/**
 * Which nodes consume from durable subscriptions, and when each node's last consumer of one went.
 * An unshared one has room for a single node, in its own row; those of a shared one have a row each
 * in a table. Writes when a node's first consumer of a subscription comes and when its last goes,
 * and for a node that is found dead with the time of its last heartbeat. Any write may be repeated.
 */
final class SubscriptionUse {
  private final String living;
  private final String acquire;
  private final String join;
  private final String leave;
  private final String unused;
  private final String gone;
  private final String goneFromShared;
  private final String forget;
  private final String deadUsers;

  SubscriptionUse(Names names) {
    String subscription = names.table("subscription");
    String use = names.table("subscription_use");
    String node = names.table("node");
    this.living = "(select incarnation from " + node + " where state = " + NodeEntity.LIVING + ")";
    this.acquire =
        "update "
            + subscription
            + " set consumer = ? where id = ? and (consumer = 0 or consumer = ? or consumer not in "
            + living
            + ")";
    this.join =
        "insert into "
            + use
            + " (subscription_id, owner) select id, ? from "
            + subscription
            + " where id = ? and id not in (select subscription_id from "
            + use
            + " where owner = ?)";
    // it is 0 also when others took this node for dead; another that has it since keeps it
    this.leave =
        "update "
            + subscription
            + " set left_at = ?, consumer = 0 where id = ? and consumer in (0, ?)";
    this.unused = "delete from " + use + " where subscription_id = ? and owner = ?";
    // whoever left in good order after the last heartbeat of the dead was the later one
    this.gone =
        "update "
            + subscription
            + " set left_at = greatest(left_at, ?), consumer = 0 where consumer = ?";
    this.goneFromShared =
        "update "
            + subscription
            + " set left_at = greatest(left_at, ?) where id in (select subscription_id from "
            + use
            + " where owner = ?)";
    this.forget = "delete from " + use + " where owner = ?";
    this.deadUsers =
        "select u.owner, n.heartbeat_at from (select consumer as owner from "
            + subscription
            + " where consumer <> 0 union select owner from "
            + use
            + ") u left join "
            + node
            + " n on n.incarnation = u.owner where u.owner not in "
            + living;
  }

  /** Takes an unshared one; false when a living node has it. */
  boolean acquire(Tx tx, long subscriptionId, long incarnation) throws SQLException {
    return tx.update(acquire, incarnation, subscriptionId, incarnation) == 1;
  }

  /** The node's first consumer of a shared one comes; false when that was noted already. */
  boolean join(Tx tx, long subscriptionId, long incarnation) throws SQLException {
    return tx.update(join, incarnation, subscriptionId, incarnation) == 1;
  }

  /** The node's last consumer goes; false when another node has an unshared one by now. */
  boolean leave(Tx tx, long subscriptionId, long incarnation, long now) throws SQLException {
    tx.update(unused, subscriptionId, incarnation);
    return tx.update(leave, now, subscriptionId, incarnation) == 1;
  }

  /** An incarnation is no more, and was last seen then. */
  void gone(Tx tx, long incarnation, long lastSeen) throws SQLException {
    tx.update(gone, lastSeen, incarnation);
    tx.update(goneFromShared, lastSeen, incarnation);
    tx.update(forget, incarnation);
  }

  /** All that do not live are no more; one of which nothing is known was last seen now. */
  void deadAreGone(Tx tx, long now) throws SQLException {
    Map<Long, Long> lastSeen = new TreeMap<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(deadUsers);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        long owner = rows.getLong(1);
        long heartbeat = rows.getLong(2);
        lastSeen.put(owner, rows.wasNull() ? now : heartbeat);
      }
    }
    for (Map.Entry<Long, Long> dead : lastSeen.entrySet()) {
      gone(tx, dead.getKey(), dead.getValue());
    }
  }
}
