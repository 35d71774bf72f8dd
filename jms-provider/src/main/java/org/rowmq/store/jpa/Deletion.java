package org.rowmq.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.rowmq.store.jpa.Entities.DestinationEntity;
import org.rowmq.store.jpa.Entities.SubscriptionEntity;
import org.rowmq.store.jpa.Entities.TombstoneEntity;

/**
 * Deletes destinations and subscriptions. In the transaction only their catalog rows go, and a
 * tombstone is left for each mailbox; their messages, which may be millions, follow in short
 * transactions ({@link Sweeping#empty}). Should those be cut short, or a sender that had not heard
 * of it add another message, a later sweep finds the tombstone.
 */
final class Deletion {
  private final Names names;
  private final LongSupplier now;
  private final BegunDeletions begun;

  Deletion(Names names, LongSupplier now) {
    this.names = names;
    this.now = now;
    this.begun = new BegunDeletions(names);
  }

  /** The mailboxes that are to be emptied after the commit. */
  List<Long> destination(Tx tx, DestinationEntity destination) throws SQLException {
    List<Long> mailboxes = new ArrayList<>();
    if (destination.kind == Kinds.QUEUE) {
      mailboxes.add(destination.id);
    }
    for (SubscriptionEntity subscription : subscriptionsOf(tx, destination.id)) {
      mailboxes.add(subscription.id);
    }
    tx.update("delete from " + names.table("subscription") + " where topic_id = ?", destination.id);
    tx.update("delete from " + names.table("destination") + " where id = ?", destination.id);
    begun.forget(tx, destination.id);
    // after the row that whoever changes settings locks: none is added behind this
    tx.update(
        "delete from " + names.table("setting") + " where destination_id = ?", destination.id);
    bury(tx, mailboxes);
    return mailboxes;
  }

  /** The mailboxes that are to be emptied after the commit; none when another was faster. */
  List<Long> subscription(Tx tx, SubscriptionEntity subscription) throws SQLException {
    bumpVersion(tx, subscription.topicId);
    if (tx.update("delete from " + names.table("subscription") + " where id = ?", subscription.id)
        == 0) {
      return List.of();
    }
    bury(tx, List.of(subscription.id));
    return List.of(subscription.id);
  }

  /**
   * False when there is no such topic. Locks the topic's row, so that versions follow each other.
   */
  boolean bumpVersion(Tx tx, long topicId) throws SQLException {
    return tx.update(
            "update "
                + names.table("destination")
                + " set version = version + 1 where id = ? and kind = "
                + Kinds.TOPIC,
            topicId)
        == 1;
  }

  static List<SubscriptionEntity> subscriptionsOf(Tx tx, long topicId) {
    return tx.session()
        .createSelectionQuery(
            "from Subscription where topicId = :topic order by id", SubscriptionEntity.class)
        .setParameter("topic", topicId)
        .getResultList();
  }

  private void bury(Tx tx, List<Long> mailboxes) throws SQLException {
    for (long mailbox : mailboxes) {
      tx.update("delete from " + names.table("depth") + " where mailbox_id = ?", mailbox);
      tx.update(
          "delete from " + names.table("subscription_use") + " where subscription_id = ?", mailbox);
      TombstoneEntity stone = new TombstoneEntity();
      stone.mailboxId = mailbox;
      stone.deletedAt = now.getAsLong();
      tx.session().insert(stone);
    }
  }
}
