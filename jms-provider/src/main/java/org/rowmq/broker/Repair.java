package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.broker.BrokerException.Reason;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.Append;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * Moves and deletes single messages that no consumer holds, each call in one durable transaction.
 * Messages that a consumer, another node or a prepared transaction holds are passed over.
 * Thread-safe.
 */
public final class Repair {
  private static final int LANE = 0;

  /** Each leaves out what has been consumed, or has expired, since the one before. */
  private static final int ATTEMPTS = 10;

  private final Broker broker;

  Repair(Broker broker) {
    this.broker = broker;
  }

  /** How a message that has a row, and one that is only in memory, changes. */
  private interface Change {
    /** Of a row in such a state; available for one that could be delivered. */
    Settlement ofRow(Delivery delivery, MessageState state, List<Append> appends);

    void ofMemory(Delivery delivery, List<Append> appends);

    void happened(Delivery delivery, MessageState state);
  }

  /**
   * Moves messages; ids, headers and properties stay.
   *
   * @param rows as they were browsed in {@code from}
   * @param recount whether they are to be taken as never delivered
   * @param audit what the audit trail says of so many messages moved, in the same transaction; null
   *     for nothing
   * @return how many were moved
   */
  public int move(
      Mailbox from,
      List<BrowsedMessage> rows,
      Mailbox to,
      boolean recount,
      IntFunction<AuditRow> audit) {
    if (to.destination().productionPaused()) {
      throw new BrokerException(
          Reason.PAUSED, to.originName() + " is paused for senders; resume it first");
    }
    return change(from, rows, new Moving(to, recount), audit);
  }

  /** Deletes messages; parameters as for {@link #move}. */
  public int delete(Mailbox from, List<BrowsedMessage> rows, IntFunction<AuditRow> audit) {
    return change(from, rows, new Deleting(), audit);
  }

  /**
   * Puts a new message in the place of another, perhaps in another queue; parameters as for {@link
   * #move}.
   *
   * @return 1, or 0 when somebody holds the old one
   */
  public int replace(
      Mailbox from,
      BrowsedMessage old,
      Mailbox to,
      Envelope envelope,
      IntFunction<AuditRow> audit) {
    return change(from, List.of(old), new Replacing(new Append(to.id(), envelope, false)), audit);
  }

  private int change(
      Mailbox from, List<BrowsedMessage> rows, Change change, IntFunction<AuditRow> audit) {
    List<BrowsedMessage> wanted = rows;
    for (int attempt = 1; ; attempt++) {
      Dispatcher dispatcher = broker.dispatcher(from);
      Reserved reserved = dispatcher.reserve(wanted);
      try {
        return write(dispatcher, reserved, change, audit);
      } catch (ClaimLostException e) {
        // one of them has gone since it was read: leave out what is not there any more
        dispatcher.unreserve(reserved);
        if (attempt == ATTEMPTS) {
          throw e;
        }
        wanted = stillThere(from, wanted);
      } catch (OutcomeUnknownException e) {
        // whoever gets them next must read the rows, if they are still there
        broker.inDoubt(LANE, reserved.claimed());
        dispatcher.release(reserved.unclaimed());
        throw e;
      } catch (RuntimeException e) {
        dispatcher.unreserve(reserved);
        throw e;
      }
    }
  }

  private List<BrowsedMessage> stillThere(Mailbox from, List<BrowsedMessage> rows) {
    List<Long> ids = rows.stream().map(row -> row.message().id()).toList();
    List<BrowsedMessage> there = new ArrayList<>();
    broker.store().messages().find(ids, Long.MAX_VALUE).stream()
        .filter(now -> now.message().mailboxId() == from.id())
        .forEach(there::add);
    Set<Long> inMemory =
        broker.inMemory(from.id()).stream().map(StoredMessage::id).collect(Collectors.toSet());
    rows.stream().filter(row -> inMemory.contains(row.message().id())).forEach(there::add);
    return there;
  }

  private int write(
      Dispatcher dispatcher, Reserved reserved, Change change, IntFunction<AuditRow> audit) {
    List<Delivery> all = reserved.all();
    List<Append> appends = new ArrayList<>(0);
    List<Settlement> settlements = new ArrayList<>(all.size());
    for (Delivery delivery : all) {
      if (delivery.inMemoryOnly()) {
        change.ofMemory(delivery, appends);
      } else {
        settlements.add(change.ofRow(delivery, reserved.stateOf(delivery), appends));
      }
    }
    if (all.isEmpty()) {
      return 0;
    }
    List<AuditRow> audits = audit == null ? List.of() : List.of(audit.apply(all.size()));
    Unit unit = new Unit(LANE, appends, settlements, Map.of(), List.of(), audits);
    CommitListener.OfStates happened =
        (added, due) -> {
          for (Delivery delivery : all) {
            dispatcher.settled(delivery);
            change.happened(delivery, reserved.stateOf(delivery));
          }
          added.forEach(row -> broker.arrived(row, false, due));
        };
    if (unit.isEmpty()) {
      happened.durable(List.of(), Set.of());
      return all.size();
    }
    try {
      broker.store().messages().write(unit, happened);
    } catch (OutcomeUnknownException e) {
      broker.unknown(unit, e.rows());
      throw e;
    }
    return all.size();
  }

  /** It has left its mailbox, in which it was in such a state. */
  private void left(Delivery delivery, MessageState state) {
    broker.counted(in(delivery.mailboxId(), -1, state));
  }

  private static MailboxDepth in(long mailboxId, long messages, MessageState state) {
    return new MailboxDepth(
        mailboxId,
        messages,
        state == MessageState.SCHEDULED ? messages : 0,
        0,
        state == MessageState.DEAD ? messages : 0);
  }

  private final class Deleting implements Change {
    @Override
    public Settlement ofRow(Delivery delivery, MessageState state, List<Append> appends) {
      return new Settlement.Removed(delivery.id(), delivery.mailboxId(), state);
    }

    @Override
    public void ofMemory(Delivery delivery, List<Append> appends) {
      // nothing to write: it goes with the memory that held it
    }

    @Override
    public void happened(Delivery delivery, MessageState state) {
      left(delivery, state);
    }
  }

  private final class Replacing implements Change {
    private final Append replacement;

    Replacing(Append replacement) {
      this.replacement = replacement;
    }

    @Override
    public Settlement ofRow(Delivery delivery, MessageState state, List<Append> appends) {
      appends.add(replacement);
      return new Settlement.Removed(delivery.id(), delivery.mailboxId(), state);
    }

    @Override
    public void ofMemory(Delivery delivery, List<Append> appends) {
      appends.add(replacement);
    }

    @Override
    public void happened(Delivery delivery, MessageState state) {
      left(delivery, state);
    }
  }

  private final class Moving implements Change {
    private final Mailbox to;
    private final boolean recount;

    Moving(Mailbox to, boolean recount) {
      this.to = to;
      this.recount = recount;
    }

    @Override
    public Settlement ofRow(Delivery delivery, MessageState state, List<Append> appends) {
      return new Settlement.Moved(delivery.id(), delivery.mailboxId(), to.id(), recount, state);
    }

    @Override
    public void ofMemory(Delivery delivery, List<Append> appends) {
      appends.add(new Append(to.id(), delivery.envelope(), false));
    }

    @Override
    public void happened(Delivery delivery, MessageState state) {
      left(delivery, state);
      if (!delivery.inMemoryOnly()) {
        // a scheduled one stays that; dead ones come to life
        MessageState there = state == MessageState.SCHEDULED ? state : MessageState.AVAILABLE;
        broker.counted(in(to.id(), 1, there));
        broker.madeAvailable(to.id(), delivery.priority(), delivery.id());
      }
    }
  }

  /** The mailbox of a queue, or of a subscription; empty when there is none with this id. */
  public Optional<Mailbox> mailbox(long id) {
    var queue =
        broker.destinations().stream()
            .filter(row -> row.kind() == DestinationKind.QUEUE && row.id() == id)
            .findFirst();
    if (queue.isPresent()) {
      return queue.map(Mailbox::of);
    }
    return broker.store().catalog().subscriptions().stream()
        .filter(row -> row.id() == id)
        .findFirst()
        .flatMap(
            subscription ->
                broker
                    .destinationOf(id)
                    .map(topic -> new Mailbox(id, topic, subscription.durable())));
  }
}
