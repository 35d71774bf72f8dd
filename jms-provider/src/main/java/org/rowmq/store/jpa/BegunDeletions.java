package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.rowmq.store.CatalogStore.BegunDeletion;
import org.rowmq.store.jpa.Entities.NodeEntity;

/**
 * Queues whose deletion has been decided, and which nodes have heard of it: those read the
 * destinations after the decision, so they send nothing more to them. A node that comes later has
 * read them then as well, but has to say so too. Any write may be repeated.
 */
final class BegunDeletions {
  private final String begin;
  private final String begun;
  private final String hear;
  private final String forget;
  private final String unaware;

  BegunDeletions(Names names) {
    String destination = names.table("destination");
    String heard = names.table("deletion_heard");
    this.begin =
        "update "
            + destination
            + " set deleting_at = ? where id = ? and deleting_at = 0 and kind = "
            + Kinds.QUEUE;
    this.begun = "select id, name, deleting_at from " + destination + " where deleting_at > 0";
    this.hear =
        "insert into "
            + heard
            + " (destination_id, owner) select id, ? from "
            + destination
            + " where id = ? and deleting_at > 0 and id not in (select destination_id from "
            + heard
            + " where owner = ?)";
    this.forget = "delete from " + heard + " where destination_id = ?";
    this.unaware =
        "select name from "
            + names.table("node")
            + " where state = "
            + NodeEntity.LIVING
            + " and heartbeat_at >= ? and incarnation <> ? and incarnation not in (select owner from "
            + heard
            + " where destination_id = ?) order by name";
  }

  /** False when there is no such queue, or its deletion has begun before. */
  boolean begin(Tx tx, long queueId, long now) throws SQLException {
    return tx.update(begin, now, queueId) == 1;
  }

  List<BegunDeletion> all(Tx tx) throws SQLException {
    List<BegunDeletion> all = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(begun);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(new BegunDeletion(rows.getLong(1), rows.getString(2), rows.getLong(3)));
      }
    }
    return all;
  }

  void hear(Tx tx, long queueId, long incarnation) throws SQLException {
    tx.update(hear, incarnation, queueId, incarnation);
  }

  void forget(Tx tx, long queueId) throws SQLException {
    tx.update(forget, queueId);
  }

  /** Names of other nodes that live, as far as a heartbeat since then says, and have not heard. */
  List<String> unaware(Tx tx, long queueId, long incarnation, long since) throws SQLException {
    List<String> nodes = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(unaware)) {
      Tx.bind(statement, since, incarnation, queueId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          nodes.add(rows.getString(1));
        }
      }
    }
    return nodes;
  }
}
