package org.rowmq.broker;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.transaction.xa.Xid;
import org.rowmq.DestinationKind;
import org.rowmq.broker.BrokerException.Reason;
import org.rowmq.broker.Router.Routed;
import org.rowmq.store.Append;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.TopicChangedException;
import org.rowmq.store.Unit;

/**
 * Has work written: by a group of the store, through somebody else's transaction, or as a prepared
 * branch. Routes it anew when a topic's subscriptions have changed meanwhile, and when it is
 * durable, moves messages in memory. Thread-safe.
 */
final class WorkWriter {
  private static final System.Logger LOG = System.getLogger(WorkWriter.class.getName());

  private final Broker broker;
  private final Catalog catalog;
  private final Router router;

  /** Whether consumers may get messages before they are stored. */
  private final boolean early;

  WorkWriter(Broker broker, Catalog catalog, boolean early) {
    this.broker = broker;
    this.catalog = catalog;
    this.router = new Router(broker, catalog);
    this.early = early;
  }

  /**
   * Writes work; when this returns it is durable, and its messages are on their way to consumers.
   *
   * @throws StoreException when nothing of it happened
   */
  void write(Work work) {
    while (true) {
      Routed routed = route(work);
      if (early && work.mayBeEarly() && letConsumersCatchUp(routed)) {
        // they may take it at once now
        routed = route(work);
      }
      if (early && work.mayBeEarly() && EarlySend.isWorthAsking(broker, routed)) {
        Optional<Routed> checked = checked(routed);
        if (checked.isEmpty()) {
          routed.topics().forEach(catalog::refreshRoutes);
          continue;
        }
        routed = checked.get();
      }
      CommitListener listener = listener(work, routed);
      try {
        if (!routed.unit().isEmpty()) {
          broker.store().messages().write(routed.unit(), listener);
        } else if (routesHold(routed)) {
          completed(routed, List.of(), Set.of());
        } else {
          continue;
        }
        return;
      } catch (TopicChangedException e) {
        routed.topics().forEach(catalog::refreshRoutes);
      } catch (StoreException e) {
        throw failed(work, routed, listener, e);
      }
    }
  }

  /**
   * Asks whether the topics have the subscriptions that were used; empty when they have others. A
   * subscription that is added after this was not there when the message was sent. When nobody
   * answers, the transaction that writes the message asks.
   */
  private Optional<Routed> checked(Routed routed) {
    Map<Long, Long> used = routed.unit().topicVersions();
    try {
      return broker.store().catalog().topicVersions(used.keySet()).equals(used)
          ? Optional.of(routed.withCheckedTopics())
          : Optional.empty();
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "the versions of topics could not be read", e);
      return Optional.of(routed);
    }
  }

  /** Lets quick consumers that are a little behind catch up; false when there are none. */
  private boolean letConsumersCatchUp(Routed routed) {
    boolean waited = false;
    for (Append append : routed.unit().appends()) {
      Dispatcher dispatcher = broker.existingDispatcher(append.mailboxId());
      waited |= dispatcher != null && dispatcher.early().letCatchUp();
    }
    return waited;
  }

  private CommitListener listener(Work work, Routed routed) {
    boolean possible =
        early
            && work.mayBeEarly()
            && EarlySend.isPossible(routed, broker.store().info().exclusive());
    return possible
        ? new EarlySend(broker, routed)
        : (CommitListener.OfStates) (rows, due) -> completed(routed, rows, due);
  }

  /** Returns what the caller is to be told. */
  private StoreException failed(
      Work work, Routed routed, CommitListener listener, StoreException e) {
    notWritten(work, e);
    broker.traffic().failed(work, e);
    EarlySend sent = listener instanceof EarlySend one ? one : null;
    if (e instanceof OutcomeUnknownException unknown) {
      if (sent != null && sent.wasEarly()) {
        broker.lookAgainSoon();
        releaseIfThere(unknown.rows().stream().filter(sent::isNobodys).toList());
      } else {
        unknown(routed.unit(), unknown.rows());
      }
    }
    return sent == null ? e : sent.failed(e);
  }

  /**
   * Some row of the work is no longer this node's: another has it, or has ended it. None of its
   * deliveries is then delivered again without asking the database.
   */
  private static void notWritten(Work work, StoreException e) {
    if (e instanceof ClaimLostException) {
      work.consumed().forEach(Delivery::claimMayBeLost);
    }
  }

  /**
   * Whatever the unit has added, if it has happened, is looked for when the database answers again;
   * what it was to own from the start is released.
   */
  void unknown(Unit unit, List<StoredMessage> rows) {
    broker.lookAgainSoon();
    List<StoredMessage> acquired = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (unit.appends().get(i).acquired()) {
        acquired.add(rows.get(i));
      }
    }
    releaseIfThere(acquired);
  }

  /** Rows that were to be this node's from the start, and that no delivery stands for. */
  private void releaseIfThere(List<StoredMessage> acquired) {
    if (!broker.store().info().exclusive()) {
      acquired.forEach(broker.redelivery()::releaseIfThere);
    }
  }

  /** As {@link #write}, without waiting; the future fails with a {@link StoreException}. */
  CompletableFuture<Void> submit(Work work) {
    Delivery acknowledged = work.onlyAcknowledges();
    if (acknowledged == null) {
      return submitRouted(work);
    }
    ConsumerPace pace = acknowledged.dispatcher().pace();
    pace.acknowledging(acknowledged.givenAt());
    CompletableFuture<Void> done;
    try {
      done = submitRouted(work);
    } catch (RuntimeException | Error e) {
      pace.ended();
      throw e;
    }
    return done.whenComplete((nothing, thrown) -> pace.ended());
  }

  private CompletableFuture<Void> submitRouted(Work work) {
    Routed routed = route(work);
    if (routed.unit().isEmpty()) {
      if (routed.unit().topicVersions().isEmpty()) {
        completed(routed, List.of(), Set.of());
        return CompletableFuture.completedFuture(null);
      }
      return CompletableFuture.runAsync(() -> write(work), broker.workers());
    }
    CommitListener listener = listener(work, routed);
    CompletableFuture<Void> done =
        broker
            .store()
            .messages()
            .submit(routed.unit(), listener)
            .handle(
                (rows, thrown) -> {
                  if (thrown == null) {
                    return null;
                  }
                  StoreException failure = Broker.storeFailure(thrown);
                  throw new CompletionException(
                      failure instanceof TopicChangedException
                          ? failure
                          : failed(work, routed, listener, failure));
                });
    if (routed.unit().topicVersions().isEmpty()) {
      return done;
    }
    return done.handle(
            (nothing, thrown) -> {
              if (thrown == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              if (Broker.storeFailure(thrown) instanceof TopicChangedException) {
                return CompletableFuture.runAsync(
                    () -> {
                      routed.topics().forEach(catalog::refreshRoutes);
                      write(work);
                    },
                    broker.workers());
              }
              return CompletableFuture.<Void>failedFuture(Broker.storeFailure(thrown));
            })
        .thenCompose(future -> future);
  }

  /** Nobody subscribes, as far as this node knew: no transaction will check that, so ask. */
  private boolean routesHold(Routed routed) {
    boolean hold = true;
    for (DestinationRow topic : routed.topics()) {
      Long used = routed.unit().topicVersions().get(topic.id());
      if (used != null && catalog.refreshRoutes(topic).version() != used) {
        hold = false;
      }
    }
    return hold;
  }

  /**
   * Writes work through a connection whose transaction somebody else will end, and tell the result
   * of.
   *
   * @throws StoreException when it cannot be written; the transaction must then be rolled back
   */
  Enlisted writeWithin(Connection connection, Work work) {
    while (true) {
      Routed routed = route(work);
      if (!routed.unit().topicVersions().isEmpty()) {
        // somebody else's transaction may see the topics as they were when it began
        Optional<Routed> checked = checked(routed);
        if (checked.isEmpty()) {
          routed.topics().forEach(catalog::refreshRoutes);
          continue;
        }
        routed = checked.get();
      }
      try {
        return new Enlisted(
            broker, routed, broker.store().messages().writeWithin(connection, routed.unit()));
      } catch (TopicChangedException e) {
        routed.topics().forEach(catalog::refreshRoutes);
      } catch (ClaimLostException e) {
        notWritten(work, e);
        throw e;
      }
    }
  }

  private Routed route(Work work) {
    if (broker.isClosed()) {
      throw new BrokerException(Reason.CLOSED, "This node has been stopped");
    }
    Map<Long, Long> limited = null;
    for (Outgoing outgoing : work.sends()) {
      DestinationRow destination = outgoing.destination();
      Optional<DestinationRow> present = present(destination, outgoing.envelope());
      if (present.isEmpty() || present.get().id() != destination.id()) {
        // deleted since the message was sent, in a transaction that commits now
        throw new BrokerException(
            Reason.NOT_FOUND,
            destination.kind().scheme() + "://" + destination.name() + " has been deleted");
      }
      if (present.get().productionPaused()) {
        throw new BrokerException(
            Reason.PAUSED,
            destination.kind().scheme()
                + "://"
                + destination.name()
                + " is paused for senders; resume it in the console");
      }
      if (broker.policies().of(destination).limitsSending()) {
        limited = limited == null ? new HashMap<>() : limited;
        broker.policies().check(outgoing, limited);
      }
    }
    return router.route(work);
  }

  /** Who sends to a topic asks in the transaction, and what is not persistent may be lost. */
  private Optional<DestinationRow> present(DestinationRow destination, Envelope envelope) {
    return destination.kind() == DestinationKind.QUEUE && envelope.persistent()
        ? catalog.findForSending(destination.kind(), destination.name())
        : catalog.find(destination.kind(), destination.name());
  }

  /** The work is durable. Runs under the store's ordering, so it only moves things in memory. */
  void completed(Routed routed, List<StoredMessage> rows, Set<Long> due) {
    broker.passed(routed);
    for (Delivery delivery : routed.consumed()) {
      delivery.dispatcher().settled(delivery);
      if (delivery.stored() != Handover.State.NEVER) {
        broker.counted(delivery.mailboxId(), -1);
      }
    }
    arrived(rows, routed.unit().appends(), due);
    for (StoredMessage message : routed.inMemory()) {
      broker.counted(message.mailboxId(), 1);
      Dispatcher dispatcher = broker.existingDispatcher(message.mailboxId());
      if (dispatcher != null) {
        dispatcher.arrivedInMemory(message);
      }
    }
  }

  void arrived(List<StoredMessage> rows, List<Append> appends, Set<Long> due) {
    for (int i = 0; i < rows.size(); i++) {
      broker.arrived(rows.get(i), appends.get(i).acquired(), due);
    }
  }

  /** Stores the effects of a branch, invisible (XA prepare). */
  void prepare(Xid xid, Work work) {
    while (true) {
      Routed routed = route(work);
      try {
        List<Append> appends = new ArrayList<>(routed.unit().appends());
        for (StoredMessage message : routed.inMemory()) {
          appends.add(new Append(message.mailboxId(), message.envelope(), false));
        }
        broker
            .store()
            .branches()
            .prepare(
                xid,
                new Unit(
                    work.lane(),
                    appends,
                    routed.unit().settlements(),
                    routed.unit().topicVersions()));
        for (Settlement consumed : routed.unit().settlements()) {
          broker.counted(new MailboxDepth(consumed.mailboxId(), 0, 0, 1, 0));
        }
        for (Delivery delivery : routed.consumed()) {
          delivery.dispatcher().settledOutOfTurn(delivery);
        }
        broker.passed(routed);
        return;
      } catch (TopicChangedException e) {
        routed.topics().forEach(catalog::refreshRoutes);
      } catch (ClaimLostException e) {
        notWritten(work, e);
        throw e;
      } catch (OutcomeUnknownException e) {
        broker.lookAgainSoon(); // the counters may have changed
        throw e;
      }
    }
  }
}
