package org.rowmq.broker;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowmq.selector.Selector;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * Who takes the next message of one mailbox on this node. The table is the queue; here are only the
 * messages that this node holds ({@link Holdings}): a page read ahead per {@link Reader}, and those
 * consumers have not settled.
 */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

  private final Mailbox mailbox;
  private final Broker broker;
  private final boolean exclusive;

  private final Object lock = new Object();
  private final Readers readers = new Readers();
  private final Holdings holdings;
  private final TableReading reading;
  private final Reservations reservations;
  private final EarlyArrivals early;

  /**
   * Messages on their way back to the table. Who wants one of them waits, so that no later one goes
   * before it.
   */
  private final Set<Delivery> returning = new HashSet<>();

  private final ConsumerPace pace = new ConsumerPace();

  /**
   * Rows up to this one may be gone although the sending of them is yet to be told, see {@link
   * #goneOutOfTurn}: only the table knows.
   */
  private long onlyTableKnowsUpTo;

  /** As the destination is. */
  private boolean paused;

  /** Those under way; nothing is delivered meanwhile. */
  private int purges;

  private volatile boolean removed;

  Dispatcher(Mailbox mailbox, Broker broker) {
    this.mailbox = mailbox;
    this.broker = broker;
    this.exclusive = broker.store().info().exclusive();
    this.holdings = new Holdings(exclusive);
    this.reading = new TableReading(this, broker, lock, holdings, pace);
    this.reservations = new Reservations(this, broker, lock, holdings, readers);
    this.early = new EarlyArrivals(this, broker, lock, holdings, readers);
    this.paused = mailbox.destination().consumptionPaused();
  }

  long mailboxId() {
    return mailbox.id();
  }

  Mailbox mailbox() {
    return mailbox;
  }

  // ---- consumers

  Consumer open(Selector selector, Runnable onHandOver, Client client) {
    synchronized (lock) {
      if (removed) {
        throw new BrokerException(
            BrokerException.Reason.NOT_FOUND, mailbox.originName() + " has been deleted");
      }
      Reader reader = readers.with(selector);
      Consumer consumer = new Consumer(this, reader, onHandOver, client, broker.now());
      reader.consumers.add(consumer);
      return consumer;
    }
  }

  void close(Consumer consumer) {
    List<Delivery> leftover = new ArrayList<>();
    synchronized (lock) {
      if (consumer.closed) {
        return;
      }
      consumer.closed = true;
      Reader reader = consumer.reader();
      reader.waiting.remove(consumer);
      reader.consumers.remove(consumer);
      List<Delivery> toPlace = new ArrayList<>();
      if (consumer.slot != null) {
        toPlace.add(consumer.slot);
        consumer.slot = null;
      }
      if (reader.consumers.isEmpty()) {
        readers.remove(reader);
        toPlace.addAll(reader.drain());
      }
      for (Delivery delivery : toPlace) {
        if (!place(delivery)) {
          leftover.add(delivery);
        }
      }
      readers.forEach(this::handOver);
    }
    giveUp(leftover);
  }

  int consumers() {
    synchronized (lock) {
      return readers.consumers();
    }
  }

  /** Its consumers, and closed ones whose sessions still have messages, with what they have. */
  List<ConsumerState> consumerStates() {
    Map<Consumer, List<Delivery>> with = new LinkedHashMap<>();
    synchronized (lock) {
      readers.forEach(
          reader -> reader.consumers.forEach(each -> with.put(each, new ArrayList<>(0))));
      for (Delivery delivery : holdings.all()) {
        if (delivery.holder() != null) {
          with.computeIfAbsent(delivery.holder(), each -> new ArrayList<>()).add(delivery);
        }
      }
      List<ConsumerState> states = new ArrayList<>(with.size());
      with.forEach((consumer, deliveries) -> states.add(ConsumerState.of(consumer, deliveries)));
      return states;
    }
  }

  /** Who has a message now, and since when. */
  Optional<ConsumerState> holder(long id) {
    synchronized (lock) {
      Delivery delivery = holdings.get(id);
      return delivery == null || delivery.holder() == null
          ? Optional.empty()
          : Optional.of(ConsumerState.of(delivery.holder(), List.of(delivery)));
    }
  }

  int held() {
    synchronized (lock) {
      return holdings.size();
    }
  }

  /** Whether messages are with consumers, unsettled. */
  boolean hasUnsettled() {
    synchronized (lock) {
      return holdings.size() > readers.bufferedRows();
    }
  }

  /** How many rows consumers have got and not settled. */
  int delivering() {
    synchronized (lock) {
      return (int) holdings.all().stream().filter(each -> each.holder() != null).count();
    }
  }

  // ---- taking

  Delivery next(Consumer consumer, boolean register) {
    while (true) {
      Delivery found;
      TableReading.Filling filling;
      synchronized (lock) {
        found = takeFor(consumer);
        Reader reader = consumer.reader();
        if (found != null) {
          found.heldBy(consumer, broker.now());
          filling = mayReadAhead(consumer) ? reading.begin(reader) : null;
        } else {
          if (consumer.closed || mustWait(reader) || reader.filling || !reader.hasMore()) {
            if (register && !consumer.closed) {
              startWaiting(consumer);
            } else {
              reader.askedInVain();
            }
            return null;
          }
          filling = reading.begin(reader);
        }
      }
      if (found == null) {
        giveUp(reading.fill(filling));
        continue;
      }
      if (filling != null) {
        fillMeanwhile(filling);
      }
      if (found.envelope().expiredAt(broker.now())) {
        broker.redelivery().expire(found);
      } else {
        return found;
      }
    }
  }

  /** A page of a store of this node's own is read as quickly as a worker begins. */
  private boolean mayReadAhead(Consumer consumer) {
    Reader reader = consumer.reader();
    return !exclusive
        && reader.isToReadAhead()
        && !consumer.closed
        && !removed
        && !mustWait(reader);
  }

  private Delivery takeFor(Consumer consumer) {
    Delivery found = consumer.slot;
    if (found != null) {
      consumer.slot = null;
      return found;
    }
    if (consumer.closed || mustWait(consumer.reader())) {
      return null;
    }
    found = consumer.reader().poll();
    if (found == null && consumer.mayGetEarly()) {
      found = consumer.reader().pollEarly();
    }
    if (found == null) {
      found = readers.stealFor(consumer.reader());
    }
    if (found != null && consumer.waiting) {
      consumer.waiting = false;
      consumer.reader().waiting.remove(consumer);
    }
    return found;
  }

  private boolean mustWait(Reader reader) {
    return isPaused() || (!returning.isEmpty() && returning.stream().anyMatch(reader::wants));
  }

  private void startWaiting(Consumer consumer) {
    if (!consumer.waiting) {
      consumer.waiting = true;
      consumer.reader().waiting.addLast(consumer);
      pace.caughtUp();
    }
  }

  /**
   * Takes the consumer out of the queue of those waiting; returns what was handed over meanwhile,
   * or null.
   */
  Delivery stopWaiting(Consumer consumer) {
    Delivery found;
    synchronized (lock) {
      if (consumer.waiting) {
        consumer.waiting = false;
        consumer.reader().waiting.remove(consumer);
      }
      found = consumer.slot;
      consumer.slot = null;
      if (found != null) {
        found.heldBy(consumer, broker.now());
      } else {
        consumer.reader().askedInVain();
      }
    }
    if (found != null && found.envelope().expiredAt(broker.now())) {
      broker.redelivery().expire(found);
      return null;
    }
    return found;
  }

  /** A consumer has been given this one; returns when that was. */
  long delivered(Delivery delivery) {
    long now = broker.now();
    broker.traffic().delivered(delivery, now);
    return now;
  }

  void putBack(Delivery delivery) {
    if (delivery != null) {
      putBack(List.of(delivery));
    }
  }

  /** Puts all of them into their places before anybody gets one, so that their order holds. */
  void putBack(List<Delivery> deliveries) {
    List<Delivery> leftover = new ArrayList<>();
    synchronized (lock) {
      for (Delivery delivery : deliveries) {
        if (!place(delivery)) {
          leftover.add(delivery);
        }
      }
      readers.forEach(this::handOver);
    }
    giveUp(leftover);
  }

  /** A message that was delivered from memory becomes a row, which does not know that yet. */
  void spilling(Delivery delivery) {
    synchronized (lock) {
      holdings.spilling(delivery);
    }
  }

  /** The row knows how often the message was delivered, or is gone. */
  void spillEnded(Delivery delivery) {
    synchronized (lock) {
      holdings.spillEnded(delivery);
    }
  }

  // ---- reading the table

  /**
   * Gives what was read to the reader, and to consumers that wait. Under the lock.
   *
   * @return what nobody wants any more
   */
  List<Delivery> distribute(Reader reader, List<Delivery> taken) {
    List<Delivery> leftover = new ArrayList<>();
    for (Delivery delivery : taken) {
      if (readers.contains(reader)) {
        reader.add(delivery);
      } else if (!place(delivery)) {
        leftover.add(delivery);
      }
    }
    readers.forEach(this::handOver);
    return leftover;
  }

  private void handOver(Reader reader) {
    while (!reader.waiting.isEmpty() && !mustWait(reader)) {
      Delivery delivery = reader.poll();
      if (delivery == null) {
        return;
      }
      reader.waiting.pollFirst().hand(delivery);
    }
  }

  /** Starts reading, on a worker, for consumers that wait while there may be more. */
  void kick() {
    List<TableReading.Filling> fillings = new ArrayList<>();
    synchronized (lock) {
      if (isPaused() || removed) {
        return;
      }
      for (Reader reader : readers) {
        handOver(reader);
        if (!reader.waiting.isEmpty() && reader.hasMore() && !reader.filling && !mustWait(reader)) {
          fillings.add(reading.begin(reader));
        }
      }
    }
    fillings.forEach(this::fillMeanwhile);
  }

  /** Reads on a worker, for who waits and for who would have to. */
  private void fillMeanwhile(TableReading.Filling filling) {
    try {
      broker.workers().execute(() -> fillForWaiting(filling));
    } catch (RuntimeException | OutOfMemoryError e) {
      // who asks for a message reads itself, and who waits is thought of by the next look
      reading.leave(filling);
      LOG.log(Level.DEBUG, "messages cannot be read now", e);
    }
  }

  private void fillForWaiting(TableReading.Filling filling) {
    try {
      giveUp(reading.fill(filling));
    } catch (StoreException e) {
      broker.readingFailed(mailbox, e);
      return;
    }
    kick();
  }

  // ---- arriving before being stored

  EarlyArrivals early() {
    return early;
  }

  /** Whether nothing stored is there, or may be, that goes before the next one. Under the lock. */
  boolean nothingGoesBefore(Reader reader) {
    return !removed && reader.hasReadAll() && !mustWait(reader);
  }

  /**
   * Puts a message that may have been on its way back into its place. Under the lock.
   *
   * @return false when nobody wants it
   */
  boolean placeReturning(Delivery delivery) {
    returning.remove(delivery);
    boolean placed = place(delivery);
    readers.forEach(this::handOver);
    return placed;
  }

  /** Lets nothing overtake a message until it has its place again: what that takes is written. */
  void keepPlace(Delivery delivery) {
    synchronized (lock) {
      returning.add(delivery);
    }
  }

  /** As {@link #putBack}, of one whose place was kept. */
  void putBackIntoKeptPlace(Delivery delivery) {
    boolean placed;
    synchronized (lock) {
      placed = placeReturning(delivery);
    }
    if (!placed) {
      giveUp(List.of(delivery));
    }
    kick();
  }

  /** It has its place, or needs none any more. */
  void leavePlace(Delivery delivery) {
    synchronized (lock) {
      returning.remove(delivery);
    }
    kick();
  }

  ConsumerPace pace() {
    return pace;
  }

  // ---- arriving

  /** Whether a row about to be inserted should be owned by this node from the start. */
  boolean wouldTake(StoredMessage message) {
    synchronized (lock) {
      return readers.any(
          reader -> canTake(reader, message.envelope().priority()) && reader.wants(message));
    }
  }

  /** Whether a message may wait here without a row. */
  boolean wouldKeepInMemory(StoredMessage message) {
    synchronized (lock) {
      return !isPaused() && readers.any(reader -> reader.hasRoom() && reader.wants(message));
    }
  }

  private boolean canTake(Reader reader, int priority) {
    return !reader.hasMore(priority) && reader.hasRoom() && !mustWait(reader);
  }

  /** A row is durable. Called in the order of the commits. */
  void appended(StoredMessage row, boolean acquired) {
    if (exclusive) {
      appendedHere(row);
    } else if (acquired) {
      Delivery delivery = new Delivery(this, row, false);
      synchronized (lock) {
        holdings.hold(delivery);
      }
      putBack(delivery);
    } else {
      madeAvailable(row.envelope().priority(), row.id());
    }
  }

  private void appendedHere(StoredMessage row) {
    int priority = row.envelope().priority();
    synchronized (lock) {
      if (holdings.has(row.id()) || readers.isEmpty()) {
        return;
      }
      Reader taker =
          row.envelope().persistent() && row.id() > onlyTableKnowsUpTo
              ? readers.preferred(reader -> canTake(reader, priority) && reader.wants(row))
              : null;
      readers.appended(row, taker);
      if (taker != null) {
        Delivery delivery = new Delivery(this, row, false);
        holdings.hold(delivery);
        taker.add(delivery);
        handOver(taker);
        return;
      }
    }
    kick();
  }

  /** A message that has no row. */
  void arrivedInMemory(StoredMessage message) {
    putBack(new Delivery(this, message, true));
  }

  /** A row that may be behind the readers became available. */
  void madeAvailable(int priority, long id) {
    synchronized (lock) {
      expect(priority, id);
    }
    kick();
  }

  private void expect(int priority, long id) {
    for (Reader reader : readers) {
      if (exclusive || reader.hasSelector()) {
        reader.rewind(priority, id);
      } else {
        reader.expectMore(priority, id);
      }
    }
  }

  /** Other nodes may have added or released rows. */
  void lookAgain(boolean fromTheStart) {
    synchronized (lock) {
      if (fromTheStart) {
        readers.rewindToTheStart();
      } else {
        readers.expectMore();
      }
    }
    kick();
  }

  /** Ends messages that have expired while they waited for a consumer that does not ask. */
  void expireBuffered() {
    List<Delivery> expired;
    synchronized (lock) {
      expired = readers.takeExpired(broker.now());
    }
    expired.forEach(broker.redelivery()::expire);
  }

  /** Messages in the buffers that have no row. */
  List<StoredMessage> inMemory() {
    synchronized (lock) {
      return readers.inMemory();
    }
  }

  /** Whether a message's acknowledgement is being written. */
  boolean isAcknowledging(long id) {
    synchronized (lock) {
      Delivery delivery = holdings.get(id);
      return delivery != null && delivery.isAcknowledging();
    }
  }

  /** Whether the mailbox has been deleted: what is settled then needs no row any more. */
  boolean isRemoved() {
    return removed;
  }

  /** Whether consumers wait, or have asked in vain since it was last looked what others did. */
  boolean isWantingMore() {
    synchronized (lock) {
      return readers.anyWantingMore();
    }
  }

  // ---- leaving

  /** The delivery's row is gone, or no longer this node's. */
  void settled(Delivery delivery) {
    synchronized (lock) {
      holdings.settled(delivery);
    }
  }

  /**
   * As {@link #settled}, for what is not told in the order of the commits: a row can be read as
   * soon as it is committed, and be gone before it is told that it was {@link #appended}.
   */
  void settledOutOfTurn(Delivery delivery) {
    synchronized (lock) {
      holdings.settled(delivery);
      goneOutOfTurn(delivery.id());
    }
  }

  private void goneOutOfTurn(long upToId) {
    onlyTableKnowsUpTo = Math.max(onlyTableKnowsUpTo, upToId);
  }

  /**
   * Puts a held message into its place in a buffer, preferably one that somebody waits at; false
   * when nobody wants it. {@link #handOver} must follow, after the last one.
   */
  private boolean place(Delivery delivery) {
    delivery.heldBy(null, 0);
    if (removed) {
      holdings.forget(delivery.id());
      return true;
    }
    if (delivery.stored() != Handover.State.STORED) {
      keepUnstored(delivery);
      return true;
    }
    Reader taker = readers.preferred(reader -> reader.wants(delivery));
    if (taker == null) {
      returning.add(delivery);
      return false;
    }
    taker.add(delivery);
    return true;
  }

  /** An early message comes back that has no row, as far as this node knows. */
  private void keepUnstored(Delivery delivery) {
    switch (delivery.stored()) {
      case WAITING -> {
        delivery.unplaced(true);
        returning.add(delivery);
      }
      case DOUBTFUL ->
          broker
              .workers()
              .execute(() -> broker.inDoubt(delivery.handover().lane(), List.of(delivery)));
      case NEVER -> holdings.drop(delivery.id());
      case STORED -> throw new IllegalStateException("stored");
    }
  }

  /** Nobody on this node wants these any more: leave their rows to others, or make rows of them. */
  void giveUp(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return;
    }
    List<Delivery> toWrite = new ArrayList<>();
    List<Delivery> asRead = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      boolean same = exclusive && !delivery.inMemoryOnly() && !delivery.countsChanged();
      (same ? asRead : toWrite).add(delivery);
    }
    if (toWrite.isEmpty()) {
      release(asRead);
    } else {
      // together with the others, so that none of them overtakes one that must be written first
      broker.giveUp(mailbox, toWrite, asRead);
    }
  }

  /**
   * Gives back to all nodes what this one has read ahead and its consumers do not come to, see
   * {@link ReadAhead}. Until that is written nobody here gets anything, so that no later message
   * goes before these.
   */
  void giveBackExcess() {
    List<Delivery> excess;
    synchronized (lock) {
      excess = readers.takeExcess();
      returning.addAll(excess);
    }
    giveUp(excess);
  }

  /** Held rows of this mailbox are anybody's again, as they stand in the table. */
  void release(List<Delivery> deliveries) {
    synchronized (lock) {
      deliveries.forEach(delivery -> holdings.forget(delivery.id()));
      returning.removeAll(deliveries);
      // at once, or a later one could go before them
      deliveries.stream()
          .filter(delivery -> !delivery.inMemoryOnly())
          .forEach(delivery -> expect(delivery.priority(), delivery.id()));
    }
    kick();
  }

  /**
   * Rows that this node has acquired or not, which nobody knows because the database was lost: they
   * are made anybody's as soon as it answers. Until then nobody here gets anything that they go
   * before.
   */
  void claimInDoubt(List<StoredMessage> rows) {
    List<Delivery> doubtful = new ArrayList<>(rows.size());
    synchronized (lock) {
      for (StoredMessage row : rows) {
        if (!holdings.has(row.id())) {
          Delivery delivery = new Delivery(this, row, false);
          holdings.hold(delivery);
          doubtful.add(delivery);
        }
      }
      returning.addAll(doubtful);
    }
    if (!doubtful.isEmpty()) {
      broker.redelivery().giveBack(doubtful);
    }
  }

  /** They could not be written: nobody has to wait for them any longer. */
  void notReturned(List<Delivery> deliveries) {
    synchronized (lock) {
      returning.removeAll(deliveries);
    }
    kick();
  }

  /** Under the lock. */
  boolean isPaused() {
    return paused || purges > 0;
  }

  void pause(boolean pause) {
    synchronized (lock) {
      paused = pause;
    }
    if (!pause) {
      kick();
    }
  }

  /** The mailbox is being deleted: nothing more is delivered or given back. */
  void remove() {
    synchronized (lock) {
      removed = true;
      for (Reader reader : readers) {
        reader.drain();
        for (Consumer consumer : reader.consumers) {
          consumer.slot = null;
        }
      }
      holdings.clear();
    }
  }

  /**
   * Stops delivering and empties the buffers, for a purge.
   *
   * @return the messages that were buffered; they stay held
   */
  List<Delivery> beginPurge() {
    synchronized (lock) {
      purges++;
      return readers.drain();
    }
  }

  /**
   * Takes messages that no consumer has, for management: nobody is given them until they are {@link
   * #settled} or {@link #unreserve}d. Rows of other nodes, and those with consumers, are left out.
   */
  Reserved reserve(Collection<BrowsedMessage> wanted) {
    return reservations.reserve(wanted);
  }

  /** Gives back what was reserved, as it was. */
  void unreserve(Reserved reserved) {
    release(reserved.unclaimed());
    putBack(reserved.claimed());
  }

  boolean holds(long id) {
    synchronized (lock) {
      return holdings.has(id);
    }
  }

  /** Ids of rows that consumers, or a page being read, hold now. */
  Set<Long> heldIds() {
    synchronized (lock) {
      return holdings.ids();
    }
  }

  /**
   * Delivers again, unless the destination is paused, reading the table from the start.
   *
   * @param upToId rows after this one were not purged
   */
  void endPurge(long upToId) {
    synchronized (lock) {
      purges--;
      goneOutOfTurn(upToId);
    }
    lookAgain(true);
  }
}
