package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;
import org.rowmq.store.MessageStore;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;

/**
 * Reads rows of one mailbox for a {@link Reader}: a page of the table, of which it takes those that
 * the reader wants, or a claim. The table is read outside the dispatcher's lock; what was read
 * becomes held, and is distributed, under it.
 */
final class TableReading {
  static final int PAGE_ROWS = 200;
  private static final long PAGE_BYTES = 1L << 20;

  private final Dispatcher dispatcher;
  private final Broker broker;
  private final MessageStore store;
  private final Object lock;
  private final Holdings holdings;
  private final ConsumerPace pace;
  private final boolean exclusive;

  /**
   * The readings of one mailbox.
   *
   * @param lock the dispatcher's, which guards {@code holdings} and its readers
   */
  TableReading(
      Dispatcher dispatcher, Broker broker, Object lock, Holdings holdings, ConsumerPace pace) {
    this.dispatcher = dispatcher;
    this.broker = broker;
    this.store = broker.store().messages();
    this.exclusive = broker.store().info().exclusive();
    this.lock = lock;
    this.holdings = holdings;
    this.pace = pace;
  }

  /**
   * One reading of the table.
   *
   * @param after the row of this priority after which to begin
   * @param rows how many to take at most
   * @param reading its number
   */
  record Filling(Reader reader, int priority, long after, int rows, long reading) {}

  /** Under the dispatcher's lock; {@link #fill} must follow, outside it. */
  Filling begin(Reader reader) {
    int priority = reader.nextPriority();
    long after = reader.readUpTo(priority);
    int rows = exclusive ? PAGE_ROWS : reader.rowsToClaim();
    reader.beginFilling();
    pace.began();
    return new Filling(reader, priority, after, rows, holdings.beginReading());
  }

  private void end() {
    holdings.endReading();
    pace.ended();
  }

  /**
   * Reads, and gives what was read to the reader and its waiting consumers.
   *
   * @return what nobody wants any more
   */
  List<Delivery> fill(Filling filling) {
    try {
      return exclusive || filling.reader().hasSelector()
          ? fillByPage(filling)
          : fillByClaim(filling);
    } catch (RuntimeException | Error e) {
      if (e instanceof OutcomeUnknownException unknown) {
        // before anybody reads again
        dispatcher.claimInDoubt(unknown.rows());
      }
      leave(filling);
      throw e;
    }
  }

  /** It has failed, or is not done. */
  void leave(Filling filling) {
    synchronized (lock) {
      filling.reader().failFilling();
      end();
    }
  }

  private List<Delivery> fillByPage(Filling filling) {
    Reader reader = filling.reader();
    int priority = filling.priority();
    List<StoredMessage> page =
        store.page(dispatcher.mailboxId(), priority, filling.after(), PAGE_ROWS, PAGE_BYTES);
    long lastId = -1;
    List<StoredMessage> wanted = new ArrayList<>(page.size());
    for (StoredMessage row : page) {
      if (wanted.size() == filling.rows()) {
        break;
      }
      lastId = row.id();
      if (reader.wants(row)) {
        wanted.add(row);
      }
    }
    if (!exclusive && !wanted.isEmpty()) {
      wanted = store.claim(dispatcher.mailboxId(), wanted.stream().map(StoredMessage::id).toList());
    }
    List<Delivery> taken = takeOver(wanted, filling);
    synchronized (lock) {
      reader.endFilling(priority, lastId, !page.isEmpty());
      end();
      return dispatcher.distribute(reader, taken);
    }
  }

  private List<Delivery> fillByClaim(Filling filling) {
    Reader reader = filling.reader();
    boolean look;
    synchronized (lock) {
      look = reader.found().isEmpty() && reader.isToLook();
      if (look) {
        reader.found().beginLook();
      }
    }
    List<MessageStore.AvailableRow> found =
        look ? store.available(dispatcher.mailboxId(), FoundRows.MOST) : List.of();
    List<Long> ids;
    synchronized (lock) {
      if (look) {
        reader.found().endLook(found);
      }
      ids = reader.found().take(filling.rows(), PAGE_BYTES);
    }
    return ids.isEmpty() ? fillByNextClaim(filling) : fillByClaimOf(filling, ids);
  }

  /** Claims rows that were found; of those after them nothing is said. */
  private List<Delivery> fillByClaimOf(Filling filling, List<Long> ids) {
    Reader reader = filling.reader();
    List<StoredMessage> claimed = store.claim(dispatcher.mailboxId(), ids);
    List<Delivery> taken = takeOver(claimed, filling);
    synchronized (lock) {
      reader.found().claimed(ids.size(), claimed.size());
      if (claimed.isEmpty()) {
        reader.endClaimingInVain();
      } else {
        reader.endClaiming(claimed, true);
      }
      end();
      return dispatcher.distribute(reader, taken);
    }
  }

  private List<Delivery> fillByNextClaim(Filling filling) {
    Reader reader = filling.reader();
    MessageStore.Claim claim = store.claimNext(dispatcher.mailboxId(), filling.rows(), PAGE_BYTES);
    List<Delivery> taken = takeOver(claim.messages(), filling);
    synchronized (lock) {
      reader.found().passed();
      reader.endClaiming(claim.messages(), claim.mayHaveMore());
      end();
      return dispatcher.distribute(reader, taken);
    }
  }

  /**
   * Holds rows just read. A NON_PERSISTENT message is deleted before anybody sees it, so that a
   * crash cannot deliver it twice (specification 3.4.2).
   */
  private List<Delivery> takeOver(List<StoredMessage> rows, Filling filling) {
    List<Delivery> taken = new ArrayList<>(rows.size());
    List<Settlement> deletions = new ArrayList<>();
    synchronized (lock) {
      for (StoredMessage row : rows) {
        if (holdings.passesOver(row.id(), filling.reading())) {
          continue;
        }
        boolean persistent = row.envelope().persistent();
        Delivery delivery = new Delivery(dispatcher, holdings.counted(row), !persistent);
        holdings.hold(delivery);
        taken.add(delivery);
        if (!persistent) {
          deletions.add(delivery.accepted());
        }
      }
    }
    if (!deletions.isEmpty()) {
      try {
        broker.deleteBeforeDelivery(deletions);
      } catch (RuntimeException e) {
        letGo(taken);
        throw e;
      }
      synchronized (lock) {
        deletions.forEach(deletion -> holdings.forget(deletion.id()));
      }
    }
    return taken;
  }

  /** None of these rows was deleted or delivered: what was claimed for them is given back. */
  private void letGo(List<Delivery> taken) {
    List<Delivery> rows = new ArrayList<>(taken.size());
    synchronized (lock) {
      for (Delivery delivery : taken) {
        if (exclusive) {
          holdings.drop(delivery.id());
        } else {
          Delivery row = new Delivery(dispatcher, delivery.row(), false);
          holdings.hold(row);
          rows.add(row);
        }
      }
    }
    dispatcher.giveUp(rows);
  }
}
