package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.store.Append;
import org.rowmq.store.Attempt;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.DeathNote;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * What happens to a delivery that did not end well: again at once, again later, or given up. Counts
 * are stored in small units of their own, off the caller's path. Thread-safe.
 */
final class Redelivery {
  private static final Logger LOG = System.getLogger(Redelivery.class.getName());

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Broker broker;

  Redelivery(Broker broker) {
    this.broker = broker;
  }

  /** Ends deliveries that an application has seen and not accepted; in their old order. */
  void failed(int lane, List<Delivery> deliveries, Failure failure, RedeliveryOverrides overrides) {
    if (deliveries.isEmpty()) {
      return;
    }
    // while the database is away everything fails, and no message is to blame
    boolean blamed = failure.counted() && broker.answers();
    Map<Dispatcher, List<Delivery>> again = new LinkedHashMap<>();
    List<Delivery> doubtful = new ArrayList<>(0);
    for (Delivery delivery : deliveries) {
      if (delivery.dispatcher().isRemoved()) {
        continue;
      }
      if (delivery.isClaimInDoubt()) {
        doubtful.add(delivery);
        continue;
      }
      DestinationRow destination = delivery.dispatcher().mailbox().destination();
      RedeliveryPolicy policy = overrides.over(broker.policies().of(destination).redelivery());
      delivery.countDelivery(blamed);
      if (blamed) {
        broker.traffic().failed(delivery);
      }
      if (blamed
          && policy.exhausted(delivery.failureCount())
          && !takesDeadLetters(policy, destination.name())) {
        giveUp(delivery.laneOfFailures(lane), delivery, failure, policy);
      } else {
        long delay = blamed ? policy.delayAfter(delivery.failureCount()) : 0;
        if (delay == 0 && delivery.isMaybeSettled()) {
          backIfNotSettled(delivery.laneOfFailures(lane), delivery, blamed ? failure : null);
        } else if (delay == 0 || delivery.inMemoryOnly()) {
          recount(delivery.laneOfFailures(lane), delivery, blamed ? failure : null);
          again
              .computeIfAbsent(delivery.dispatcher(), dispatcher -> new ArrayList<>())
              .add(delivery);
        } else {
          later(delivery.laneOfFailures(lane), delivery, broker.now() + delay, failure);
        }
      }
    }
    again.forEach(Dispatcher::putBack);
    inDoubt(lane, doubtful);
  }

  private boolean takesDeadLetters(RedeliveryPolicy policy, String queue) {
    return policy.isDeadLetterQueue(queue) || broker.policies().isDeadLetterQueue(queue);
  }

  /**
   * Deliveries whose end may have been stored or not: their rows, if they are there, are released
   * and read again; asked for until the database answers.
   */
  void inDoubt(int lane, List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      if (delivery.dispatcher().isRemoved()) {
        continue;
      }
      if (delivery.inMemoryOnly()) {
        delivery.countDelivery(false);
        delivery.dispatcher().putBack(delivery);
        continue;
      }
      delivery.countDelivery(false);
      releaseWhenAnswered(lane, delivery);
    }
  }

  /**
   * Back in its place if its row is still this node's, which storing its counts shows. Until that
   * is known nobody gets what comes after it.
   *
   * @param failure null if nobody is to blame
   */
  private void backIfNotSettled(int lane, Delivery delivery, Failure failure) {
    delivery.dispatcher().keepPlace(delivery);
    broker
        .store()
        .messages()
        .submit(recounted(lane, delivery, failure), CommitListener.NONE)
        .whenComplete(
            (rows, thrown) -> {
              StoreException e = thrown == null ? null : Broker.storeFailure(thrown);
              if (e == null) {
                delivery.isNotSettled();
                delivery.dispatcher().putBackIntoKeptPlace(delivery);
              } else if (e instanceof ClaimLostException) {
                delivery.dispatcher().settled(delivery);
                delivery.dispatcher().leavePlace(delivery);
              } else if (!broker.isClosed()) {
                Failure stored = e instanceof OutcomeUnknownException ? null : failure;
                broker.later(() -> backIfNotSettled(lane, delivery, stored), AGAIN);
              }
            });
  }

  private void releaseWhenAnswered(int lane, Delivery delivery) {
    Settlement.Released release = Returns.released(delivery.id(), delivery);
    release(lane, release, () -> delivery.dispatcher().release(List.of(delivery)));
  }

  /**
   * Rows of one mailbox that are to be anybody's, as soon as the database answers, together. Should
   * one of them not be this node's any more, each is released by itself.
   */
  void giveBack(List<Delivery> deliveries) {
    Dispatcher dispatcher = deliveries.get(0).dispatcher();
    if (broker.isClosed() || dispatcher.isRemoved()) {
      return;
    }
    List<Settlement> releases = new ArrayList<>(deliveries.size());
    deliveries.forEach(each -> releases.add(Returns.released(each.id(), each)));
    broker
        .store()
        .messages()
        .submit(Unit.settling(Broker.MANAGEMENT_LANE, releases), CommitListener.NONE)
        .whenComplete(
            (rows, thrown) -> {
              boolean lost =
                  thrown != null && Broker.storeFailure(thrown) instanceof ClaimLostException;
              if (thrown == null || (lost && deliveries.size() == 1)) {
                dispatcher.release(deliveries);
              } else if (lost) {
                deliveries.forEach(each -> giveBack(List.of(each)));
              } else {
                broker.later(() -> giveBack(deliveries), AGAIN);
              }
            });
  }

  /** A row that this node would own, if the unit that added it has happened. */
  void releaseIfThere(StoredMessage row) {
    release(
        0,
        new Settlement.Released(
            row.id(), row.mailboxId(), row.deliveryCount(), row.failureCount(), 0),
        () -> broker.madeAvailable(row.mailboxId(), row.envelope().priority(), row.id()));
  }

  /**
   * Asked for until the database answers.
   *
   * @param ended run when the row is anybody's, or was no longer this node's
   */
  void release(int lane, Settlement.Released release, Runnable ended) {
    if (broker.isClosed()) {
      return;
    }
    broker
        .store()
        .messages()
        .submit(Unit.settling(lane, List.of(release)), CommitListener.NONE)
        .whenComplete(
            (rows, thrown) -> {
              if (thrown == null || Broker.storeFailure(thrown) instanceof ClaimLostException) {
                ended.run();
              } else {
                broker.later(() -> release(lane, release, ended), AGAIN);
              }
            });
  }

  private void recount(int lane, Delivery delivery, Failure failure) {
    if (!delivery.inMemoryOnly()) {
      // the message is delivered again in any case; at worst a crash forgets this count
      submit(recounted(lane, delivery, failure), delivery, CommitListener.NONE, () -> {});
    }
  }

  private Unit recounted(int lane, Delivery delivery, Failure failure) {
    Settlement recount =
        new Settlement.Recounted(
            delivery.id(), delivery.mailboxId(), delivery.deliveryCount(), delivery.failureCount());
    return failure == null
        ? Unit.settling(lane, List.of(recount))
        : Unit.failing(lane, recount, attempt(delivery, failure));
  }

  private Attempt attempt(Delivery delivery, Failure failure) {
    return new Attempt(
        delivery.id(), broker.now(), broker.store().info().nodeName(), failure.inOneLine());
  }

  private void later(int lane, Delivery delivery, long deliverAt, Failure failure) {
    Settlement release =
        new Settlement.Released(
            delivery.id(),
            delivery.mailboxId(),
            delivery.deliveryCount(),
            delivery.failureCount(),
            deliverAt);
    submit(
        Unit.failing(lane, release, attempt(delivery, failure)),
        delivery,
        (CommitListener.OfStates)
            (rows, due) -> {
              delivery.dispatcher().settled(delivery);
              boolean available = due.contains(delivery.id());
              if (!available) {
                broker.scheduled(delivery.mailboxId(), deliverAt);
              }
              // others may have promoted it before, when nobody here could look at what is held
              if (available || deliverAt <= broker.now()) {
                broker.madeAvailable(delivery.mailboxId(), delivery.priority(), delivery.id());
              }
            },
        () -> again(lane, delivery));
  }

  /** What could not be stored of it may be later; it is delivered if its row may not be gone. */
  private void again(int lane, Delivery delivery) {
    if (delivery.isMaybeSettled()) {
      releaseWhenAnswered(lane, delivery);
    } else {
      delivery.dispatcher().putBack(delivery);
    }
  }

  private void giveUp(int lane, Delivery delivery, Failure failure, RedeliveryPolicy policy) {
    Mailbox mailbox = delivery.dispatcher().mailbox();
    String queueName = policy.deadLetterQueueOf(mailbox.destination().name());
    DeathNote note =
        new DeathNote(
            mailbox.originName(),
            "MAX_DELIVERIES",
            failure.exceptionClass(),
            failure.message(),
            failure.stackTrace(),
            Instant.ofEpochMilli(broker.now())
                + " "
                + broker.store().info().nodeName()
                + " "
                + failure.inOneLine()
                + "; given up after "
                + delivery.failureCount()
                + " failed deliveries");
    LOG.log(
        Level.WARNING,
        "Message {0} from {1} failed {2} times and goes to {3}: {4}",
        StoredMessages.messageId(delivery.envelope().messageId()),
        mailbox.originName(),
        delivery.failureCount(),
        whereTo(delivery, queueName),
        failure.message());
    reject(lane, delivery, queueName, note, () -> delivery.dispatcher().putBack(delivery));
  }

  private static String whereTo(Delivery delivery, String queueName) {
    if (!queueName.isEmpty()) {
      return "queue " + queueName;
    }
    return delivery.inMemoryOnly() ? "nowhere (was not stored)" : "nowhere (kept as dead)";
  }

  /** In its place, once the database may answer again; held until then, so that nobody gets it. */
  private void laterAgain(Delivery delivery) {
    broker.later(() -> delivery.dispatcher().putBack(delivery), AGAIN);
  }

  /**
   * Moves it to the queue of that name, or keeps it as dead.
   *
   * @param otherwise if that cannot be stored
   */
  private void reject(
      int lane, Delivery delivery, String queueName, DeathNote note, Runnable otherwise) {
    try {
      DestinationRow target =
          queueName.isEmpty() ? null : broker.catalog().ensure(DestinationKind.QUEUE, queueName);
      if (delivery.inMemoryOnly()) {
        broker.counted(delivery.mailboxId(), -1);
        broker.traffic().given(delivery.dispatcher().mailbox().destination(), note);
        if (target != null) {
          Unit unit =
              new Unit(
                  lane,
                  List.of(new Append(target.id(), delivery.envelope(), false)),
                  List.of(),
                  Map.of());
          broker.submit(unit);
        }
        return;
      }
      long targetId = target == null ? 0 : target.id();
      Settlement rejection =
          new Settlement.Rejected(
              delivery.id(),
              delivery.mailboxId(),
              targetId,
              delivery.deliveryCount(),
              delivery.failureCount(),
              note);
      submit(
          Unit.settling(lane, List.of(rejection)),
          delivery,
          rows -> {
            delivery.dispatcher().settled(delivery);
            broker.traffic().given(delivery.dispatcher().mailbox().destination(), note);
            broker.moved(delivery.row(), targetId);
          },
          otherwise);
    } catch (StoreException e) {
      notStored(delivery, e, otherwise);
    }
  }

  /** Ends a message that was found expired before anybody saw it. */
  void expire(Delivery delivery) {
    Mailbox mailbox = delivery.dispatcher().mailbox();
    DestinationRow destination = mailbox.destination();
    String queueName =
        broker.policies().of(destination).redelivery().expiryQueueOf(destination.name());
    if (queueName.isEmpty()) {
      if (delivery.inMemoryOnly()) {
        broker.counted(delivery.mailboxId(), -1);
        broker.traffic().expired(mailbox.destination());
        return;
      }
      submit(
          Unit.settling(
              0,
              List.of(
                  new Settlement.Expired(
                      delivery.id(), delivery.mailboxId(), MessageState.AVAILABLE))),
          delivery,
          rows -> {
            delivery.dispatcher().settled(delivery);
            broker.traffic().expired(mailbox.destination());
            broker.counted(delivery.mailboxId(), -1);
          },
          () -> laterAgain(delivery));
    } else {
      reject(
          0,
          delivery,
          queueName,
          expiryNote(mailbox, delivery.envelope()),
          () -> laterAgain(delivery));
    }
  }

  /**
   * Ends a row that was found expired in the table, unless another node takes it at this moment.
   */
  void expire(BrowsedMessage found) {
    StoredMessage row = found.message();
    long scheduled = found.state() == MessageState.SCHEDULED ? 1 : 0;
    try {
      Optional<DestinationRow> destination = broker.destinationOf(row.mailboxId());
      String queueName =
          destination
              .map(known -> broker.policies().of(known).redelivery().expiryQueueOf(known.name()))
              .orElse("");
      if (queueName.isEmpty()) {
        broker
            .store()
            .messages()
            .write(
                Unit.settling(
                    0, List.of(new Settlement.Expired(row.id(), row.mailboxId(), found.state()))),
                rows -> {
                  broker.counted(new MailboxDepth(row.mailboxId(), -1, -scheduled, 0, 0));
                  destination.ifPresent(broker.traffic()::expired);
                });
        return;
      }
      DestinationRow target = broker.catalog().ensure(DestinationKind.QUEUE, queueName);
      moveExpired(found, destination.orElseThrow(), target);
    } catch (ClaimLostException e) {
      LOG.log(Level.DEBUG, "An expired message was taken by somebody else: {0}", e.getMessage());
    }
  }

  private void moveExpired(BrowsedMessage found, DestinationRow origin, DestinationRow target) {
    StoredMessage row = found.message();
    boolean exclusive = broker.store().info().exclusive();
    MailboxDepth scheduledNoMore =
        new MailboxDepth(
            row.mailboxId(), 0, found.state() == MessageState.SCHEDULED ? -1 : 0, 0, 0);
    if (!exclusive) {
      if (!claim(found)) {
        return;
      }
      broker.counted(scheduledNoMore);
    }
    DeathNote note = expiryNote(new Mailbox(row.mailboxId(), origin, true), row.envelope());
    Settlement rejection =
        new Settlement.Rejected(
            row.id(),
            row.mailboxId(),
            target.id(),
            row.deliveryCount(),
            row.failureCount(),
            note,
            found.state());
    try {
      broker
          .store()
          .messages()
          .write(
              Unit.settling(0, List.of(rejection)),
              rows -> {
                broker.traffic().given(origin, note);
                if (exclusive) {
                  broker.counted(scheduledNoMore);
                }
                broker.moved(row, target.id());
              });
    } catch (StoreException e) {
      if (!exclusive) {
        releaseIfThere(row); // or nobody would look at it again
      }
      throw e;
    }
  }

  private boolean claim(BrowsedMessage expired) {
    StoredMessage row = expired.message();
    try {
      return expired.state() == MessageState.SCHEDULED
          ? broker.store().messages().claimExpired(row.mailboxId(), row.id())
          : !broker.store().messages().claim(row.mailboxId(), List.of(row.id())).isEmpty();
    } catch (OutcomeUnknownException e) {
      releaseIfThere(row);
      throw e;
    }
  }

  private DeathNote expiryNote(Mailbox mailbox, Envelope envelope) {
    return new DeathNote(
        mailbox.originName(),
        "EXPIRED",
        null,
        "expired at " + Instant.ofEpochMilli(envelope.expiresAt()),
        null,
        null);
  }

  private void submit(Unit unit, Delivery delivery, CommitListener listener, Runnable otherwise) {
    broker
        .store()
        .messages()
        .submit(unit, listener)
        .whenComplete(
            (rows, thrown) -> {
              if (thrown != null) {
                notStored(delivery, Broker.storeFailure(thrown), otherwise);
              }
            });
  }

  private void notStored(Delivery delivery, StoreException e, Runnable otherwise) {
    if (e instanceof ClaimLostException) {
      // another node has the row by now: it will deliver it
      delivery.dispatcher().settled(delivery);
    } else {
      LOG.log(
          Level.WARNING,
          "The outcome of a delivery of message {0} could not be stored: {1}",
          StoredMessages.messageId(delivery.envelope().messageId()),
          e.getMessage());
      if (e instanceof OutcomeUnknownException) {
        broker.lookAgainSoon(); // it may be in another state, or mailbox
      }
      broker.workers().execute(otherwise);
    }
  }
}
