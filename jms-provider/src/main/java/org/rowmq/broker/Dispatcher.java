package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowmq.broker.ConsumerState.Held;
import org.rowmq.selector.Selector;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * Who takes the next message of one mailbox on this node. The table is the queue; here are only the
 * messages that this node holds: a page read ahead per {@link Reader}, and those consumers have not
 * settled.
 *
 * <p>Where this node is the store's only owner, holding a message is a matter of memory: {@code
 * held} says which rows a page just read must be passed over. That is right because (1) row ids are
 * given in commit order, so a page never skips a row that appears later; (2) a row leaves {@code
 * held} only after its deletion is committed; (3) what is settled while a page is being read is
 * remembered until that page has been looked through; (4) a row made available again behind a
 * reader rewinds it. Where other nodes share the store, holding is an UPDATE made by {@code claim}.
 */
final class Dispatcher {
  private static final int PAGE_ROWS = 200;
  private static final long PAGE_BYTES = 1L << 20;

  /** Senders wait for no consumers that are more messages behind. */
  private static final int MOST_TO_CATCH_UP = 5_000;

  private final Mailbox mailbox;
  private final MessageStore store;
  private final Broker broker;
  private final boolean exclusive;

  private final Object lock = new Object();
  private final List<Reader> readers = new ArrayList<>();
  private final Map<Long, Delivery> held = new HashMap<>();
  private final Set<Long> settledWhileFilling = new HashSet<>();

  /** By message id, see {@link #spilling(Delivery)}. */
  private final Map<Long, Delivery> spilling = new HashMap<>();

  /**
   * Messages on their way back to the table. Who wants one of them waits, so that no later one goes
   * before it.
   */
  private final Set<Delivery> returning = new HashSet<>();

  private final ConsumerPace pace = new ConsumerPace();

  private int fillings;
  private boolean paused;
  private volatile boolean removed;

  Dispatcher(Mailbox mailbox, Broker broker) {
    this.mailbox = mailbox;
    this.broker = broker;
    this.store = broker.store().messages();
    this.exclusive = broker.store().info().exclusive();
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
      Reader reader = readerFor(selector);
      Consumer consumer = new Consumer(this, reader, onHandOver, client, broker.now());
      reader.consumers.add(consumer);
      return consumer;
    }
  }

  private Reader readerFor(Selector selector) {
    for (Reader reader : readers) {
      if (reader.selector().equals(selector)) {
        return reader;
      }
    }
    Reader reader = new Reader(selector, PAGE_ROWS);
    readers.add(reader);
    return reader;
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
      return readers.stream().mapToInt(reader -> reader.consumers.size()).sum();
    }
  }

  /** Its consumers, and closed ones whose sessions still have messages, with what they have. */
  List<ConsumerState> consumerStates() {
    Map<Consumer, List<Delivery>> with = new LinkedHashMap<>();
    synchronized (lock) {
      readers.forEach(
          reader -> reader.consumers.forEach(each -> with.put(each, new ArrayList<>(0))));
      for (Delivery delivery : held.values()) {
        if (delivery.holder() != null) {
          with.computeIfAbsent(delivery.holder(), each -> new ArrayList<>()).add(delivery);
        }
      }
      List<ConsumerState> states = new ArrayList<>(with.size());
      with.forEach((consumer, deliveries) -> states.add(state(consumer, deliveries)));
      return states;
    }
  }

  private ConsumerState state(Consumer consumer, List<Delivery> deliveries) {
    Selector selector = consumer.reader().selector();
    return new ConsumerState(
        mailbox.id(),
        consumer.client(),
        selector.isNone() ? null : selector.text(),
        consumer.openedAt(),
        !consumer.closed,
        deliveries.size(),
        deliveries.stream()
            .sorted(Comparator.comparingLong(Delivery::heldSince))
            .limit(ConsumerState.MOST)
            .map(each -> new Held(each.id(), each.envelope().messageId(), each.heldSince()))
            .toList());
  }

  /** Who has a message now, and since when. */
  Optional<ConsumerState> holder(long id) {
    synchronized (lock) {
      Delivery delivery = held.get(id);
      return delivery == null || delivery.holder() == null
          ? Optional.empty()
          : Optional.of(state(delivery.holder(), List.of(delivery)));
    }
  }

  int held() {
    synchronized (lock) {
      return held.size();
    }
  }

  /** Whether messages are with consumers, unsettled. */
  boolean hasUnsettled() {
    synchronized (lock) {
      int buffered = readers.stream().mapToInt(Reader::bufferedRows).sum();
      return held.size() > buffered;
    }
  }

  // ---- taking

  Delivery next(Consumer consumer, boolean register) {
    while (true) {
      Delivery found;
      Filling filling = null;
      synchronized (lock) {
        found = takeFor(consumer);
        if (found != null) {
          found.heldBy(consumer, broker.now());
        } else {
          Reader reader = consumer.reader();
          if (consumer.closed || mustWait(reader) || reader.filling || !reader.hasMore()) {
            if (register && !consumer.closed) {
              startWaiting(consumer);
            }
            return null;
          }
          filling = beginFilling(reader);
        }
      }
      if (found == null) {
        fill(filling);
      } else if (found.envelope().expiredAt(broker.now())) {
        broker.redelivery().expire(found);
      } else {
        return found;
      }
    }
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
      found = takeEarly(consumer.reader());
    }
    for (int i = 0; found == null && i < readers.size(); i++) {
      if (readers.get(i) != consumer.reader()) {
        found = readers.get(i).stealFor(consumer.reader());
      }
    }
    if (found != null && consumer.waiting) {
      consumer.waiting = false;
      consumer.reader().waiting.remove(consumer);
    }
    return found;
  }

  private static Delivery takeEarly(Reader reader) {
    Delivery found = reader.early.pollFirst();
    if (found != null) {
      found.unplaced(false);
    }
    return found;
  }

  private boolean mustWait(Reader reader) {
    return paused || (!returning.isEmpty() && returning.stream().anyMatch(reader::wants));
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
      }
    }
    if (found != null && found.envelope().expiredAt(broker.now())) {
      broker.redelivery().expire(found);
      return null;
    }
    return found;
  }

  /** A consumer has been given this one. */
  void delivered(Delivery delivery) {
    broker.traffic().delivered(delivery, broker.now());
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

  // ---- reading the table

  /**
   * One reading of the table.
   *
   * @param after the row of this priority after which to begin
   * @param rows how many to take at most
   */
  private record Filling(Reader reader, int priority, long after, int rows) {}

  private Filling beginFilling(Reader reader) {
    int priority = reader.nextPriority();
    long after = reader.readUpTo(priority);
    int rows = exclusive ? PAGE_ROWS : reader.rowsToClaim();
    reader.beginFilling();
    fillings++;
    pace.began();
    return new Filling(reader, priority, after, rows);
  }

  private void endFilling() {
    fillings--;
    pace.ended();
    if (fillings == 0) {
      settledWhileFilling.clear();
    }
  }

  private void fill(Filling filling) {
    List<Delivery> leftover;
    try {
      if (exclusive || filling.reader().hasSelector()) {
        leftover = fillByPage(filling);
      } else {
        leftover = fillByClaim(filling.reader(), filling.rows());
      }
    } catch (RuntimeException e) {
      synchronized (lock) {
        filling.reader().failFilling();
        endFilling();
      }
      throw e;
    }
    giveUp(leftover);
  }

  private List<Delivery> fillByPage(Filling filling) {
    Reader reader = filling.reader();
    int priority = filling.priority();
    List<StoredMessage> page =
        store.page(mailbox.id(), priority, filling.after(), PAGE_ROWS, PAGE_BYTES);
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
      wanted = store.claim(mailbox.id(), wanted.stream().map(StoredMessage::id).toList());
    }
    List<Delivery> taken = takeOver(wanted);
    synchronized (lock) {
      reader.endFilling(priority, lastId, !page.isEmpty());
      endFilling();
      return distribute(reader, taken);
    }
  }

  private List<Delivery> fillByClaim(Reader reader, int rows) {
    List<StoredMessage> claimed = store.claim(mailbox.id(), rows, PAGE_BYTES);
    List<Delivery> taken = takeOver(claimed);
    synchronized (lock) {
      reader.endClaiming(mayHaveLeftSome(claimed, rows));
      endFilling();
      return distribute(reader, taken);
    }
  }

  /**
   * Whether a claim may have stopped at a limit. Rows it passed over because another node was
   * claiming them are found by the next look at the table, should that node not keep them.
   */
  private static boolean mayHaveLeftSome(List<StoredMessage> claimed, int limit) {
    long bytes = claimed.stream().mapToLong(row -> row.envelope().size()).sum();
    return claimed.size() >= limit || bytes >= PAGE_BYTES / 2;
  }

  /**
   * Holds rows just read. A NON_PERSISTENT message is deleted before anybody sees it, so that a
   * crash cannot deliver it twice (specification 3.4.2).
   */
  private List<Delivery> takeOver(List<StoredMessage> rows) {
    List<Delivery> taken = new ArrayList<>(rows.size());
    List<Settlement> deletions = new ArrayList<>();
    synchronized (lock) {
      for (StoredMessage row : rows) {
        // a claimed row is ours, whatever memory of an earlier claim is still to be cleared
        if (exclusive && (held.containsKey(row.id()) || settledWhileFilling.contains(row.id()))) {
          continue;
        }
        boolean persistent = row.envelope().persistent();
        Delivery delivery = new Delivery(this, counted(row), !persistent);
        held.put(row.id(), delivery);
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
        for (Settlement deletion : deletions) {
          forget(deletion.id());
        }
      }
    }
    return taken;
  }

  /** None of these rows was deleted or delivered: what was claimed for them is given back. */
  private void letGo(List<Delivery> taken) {
    List<Delivery> rows = new ArrayList<>(taken.size());
    synchronized (lock) {
      for (Delivery delivery : taken) {
        Delivery row = new Delivery(this, delivery.row(), false);
        if (exclusive) {
          held.remove(row.id());
        } else {
          held.put(row.id(), row);
          rows.add(row);
        }
      }
    }
    giveUp(rows);
  }

  /** The row with the counts it is about to get, see {@link #spilling}. */
  private StoredMessage counted(StoredMessage row) {
    Delivery before = spilling.get(row.envelope().messageId());
    return before == null
        ? row
        : new StoredMessage(
            row.id(),
            row.mailboxId(),
            row.envelope(),
            before.deliveryCount(),
            before.failureCount());
  }

  /** A message that was delivered from memory becomes a row, which does not know that yet. */
  void spilling(Delivery delivery) {
    synchronized (lock) {
      spilling.put(delivery.envelope().messageId(), delivery);
    }
  }

  /** The row knows how often the message was delivered, or is gone. */
  void spillEnded(Delivery delivery) {
    synchronized (lock) {
      spilling.remove(delivery.envelope().messageId());
    }
  }

  private List<Delivery> distribute(Reader reader, List<Delivery> taken) {
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
      handTo(reader.waiting.pollFirst(), delivery);
    }
  }

  private static void handTo(Consumer consumer, Delivery delivery) {
    consumer.waiting = false;
    consumer.slot = delivery;
    consumer.handedOver();
  }

  /** Starts reading, on a worker, for consumers that wait while there may be more. */
  void kick() {
    List<Runnable> tasks = new ArrayList<>();
    synchronized (lock) {
      if (paused || removed) {
        return;
      }
      for (Reader reader : readers) {
        handOver(reader);
        if (!reader.waiting.isEmpty() && reader.hasMore() && !reader.filling && !mustWait(reader)) {
          Filling filling = beginFilling(reader);
          tasks.add(() -> fillForWaiting(filling));
        }
      }
    }
    tasks.forEach(broker.workers()::execute);
  }

  private void fillForWaiting(Filling filling) {
    try {
      fill(filling);
    } catch (StoreException e) {
      broker.readingFailed(mailbox, e);
      return;
    }
    kick();
  }

  // ---- arriving before being stored

  /**
   * Gives a message that waits to be written to a consumer that waits for one, or to the next one
   * that comes; null when other messages go before, or no consumer will come soon. Its sender has
   * no other message on the way: what it sent before is in the table, or was here already.
   */
  Delivery offer(StoredMessage row, Handover handover) {
    synchronized (lock) {
      for (Reader reader : readers) {
        if (isEmpty(reader) && mayGetEarly(reader) && reader.wants(row)) {
          Delivery delivery = Delivery.early(this, row, handover);
          held.put(row.id(), delivery);
          if (reader.waiting.isEmpty()) {
            delivery.unplaced(true);
            reader.early.addLast(delivery);
          } else {
            delivery.given();
            handTo(reader.waiting.pollFirst(), delivery);
          }
          return delivery;
        }
      }
      return null;
    }
  }

  /** Whether the longest waiting consumer, or each that may come next, acknowledges at once. */
  private static boolean mayGetEarly(Reader reader) {
    return reader.waiting.isEmpty()
        ? reader.early.size() < reader.consumers.size()
            && reader.consumers.stream().allMatch(Consumer::mayGetEarly)
        : reader.waiting.peekFirst().mayGetEarly();
  }

  /** Whether nothing stored is there, or may be, that goes before. */
  private boolean isEmpty(Reader reader) {
    return !removed
        && reader.bufferedRows() == 0
        && !reader.filling
        && !reader.hasMore()
        && !mustWait(reader);
  }

  /** What has become of an early message is known. */
  void ended(Delivery delivery, Runnable change) {
    boolean leftover = false;
    synchronized (lock) {
      change.run();
      if (delivery.isUnplaced()) {
        delivery.unplaced(false);
        returning.remove(delivery);
        readers.forEach(reader -> reader.early.remove(delivery));
        leftover = !place(delivery);
        readers.forEach(this::handOver);
      }
    }
    if (leftover) {
      broker.workers().execute(() -> giveUp(List.of(delivery)));
    }
  }

  /** Lets nothing overtake an early message that failed, until it is stored and that is written. */
  void keepPlace(Delivery delivery) {
    synchronized (lock) {
      returning.add(delivery);
    }
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

  /**
   * Makes a sender wait a moment for quick consumers that are a little behind; false when there are
   * none.
   */
  boolean letCatchUp() {
    boolean behind =
        pace.isBehind()
            && broker.depth(mailbox.id()) <= MOST_TO_CATCH_UP
            && allAcknowledgeAtOnce()
            && !someWaitForTheNext();
    if (behind) {
      pace.letCatchUp(this::someWaitForTheNext);
    }
    return behind;
  }

  /** Whether consumers wait, and for nothing that is stored. */
  private boolean someWaitForTheNext() {
    synchronized (lock) {
      return readers.stream().anyMatch(reader -> !reader.waiting.isEmpty() && isEmpty(reader));
    }
  }

  private boolean allAcknowledgeAtOnce() {
    synchronized (lock) {
      return !paused
          && readers.stream()
              .allMatch(reader -> reader.consumers.stream().allMatch(Consumer::mayGetEarly));
    }
  }

  // ---- arriving

  /** Whether a row about to be inserted should be owned by this node from the start. */
  boolean wouldTake(StoredMessage message) {
    synchronized (lock) {
      for (Reader reader : readers) {
        if (canTake(reader, message.envelope().priority()) && reader.wants(message)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether a message may wait here without a row. */
  boolean wouldKeepInMemory(StoredMessage message) {
    synchronized (lock) {
      for (Reader reader : readers) {
        if (!paused && reader.hasRoom() && reader.wants(message)) {
          return true;
        }
      }
      return false;
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
        held.put(row.id(), delivery);
      }
      putBack(delivery);
    } else {
      madeAvailable(row.envelope().priority(), row.id());
    }
  }

  private void appendedHere(StoredMessage row) {
    int priority = row.envelope().priority();
    synchronized (lock) {
      if (held.containsKey(row.id()) || readers.isEmpty()) {
        return;
      }
      Reader taker = row.envelope().persistent() ? takerOf(row, priority) : null;
      for (Reader reader : readers) {
        if (reader.hasMore(priority)) {
          reader.expectMore(priority);
        } else if (taker != null || !reader.wants(row)) {
          reader.passed(priority, row.id());
        } else {
          reader.expectMore(priority);
        }
      }
      if (taker != null) {
        Delivery delivery = new Delivery(this, row, false);
        held.put(row.id(), delivery);
        taker.add(delivery);
        handOver(taker);
        return;
      }
    }
    kick();
  }

  private Reader takerOf(StoredMessage row, int priority) {
    Reader taker = null;
    for (Reader reader : readers) {
      if (canTake(reader, priority)
          && (taker == null || (taker.waiting.isEmpty() && !reader.waiting.isEmpty()))
          && reader.wants(row)) {
        taker = reader;
      }
    }
    return taker;
  }

  /** A message that has no row. */
  void arrivedInMemory(StoredMessage message) {
    putBack(new Delivery(this, message, true));
  }

  /** A row that may be behind the readers became available. */
  void madeAvailable(int priority, long id) {
    synchronized (lock) {
      for (Reader reader : readers) {
        if (exclusive || reader.hasSelector()) {
          reader.rewind(priority, id);
        } else {
          reader.expectMore(priority);
        }
      }
    }
    kick();
  }

  /** Other nodes may have added or released rows. */
  void lookAgain(boolean fromTheStart) {
    synchronized (lock) {
      for (Reader reader : readers) {
        if (fromTheStart) {
          for (int priority = 0; priority < Reader.PRIORITIES; priority++) {
            reader.rewind(priority, 0);
          }
        } else {
          reader.expectMore();
        }
      }
    }
    kick();
  }

  /** Ends messages that have expired while they waited for a consumer that does not ask. */
  void expireBuffered() {
    long now = broker.now();
    List<Delivery> expired = new ArrayList<>(0);
    synchronized (lock) {
      for (Reader reader : readers) {
        expired.addAll(reader.takeExpired(now));
      }
    }
    expired.forEach(broker.redelivery()::expire);
  }

  /** Messages in the buffers that have no row. */
  List<StoredMessage> inMemory() {
    List<StoredMessage> messages = new ArrayList<>();
    synchronized (lock) {
      readers.forEach(reader -> reader.copyInMemory(messages));
    }
    return messages;
  }

  /** Whether a message's acknowledgement is being written. */
  boolean isAcknowledging(long id) {
    synchronized (lock) {
      Delivery delivery = held.get(id);
      return delivery != null && delivery.isAcknowledging();
    }
  }

  /** Whether the mailbox has been deleted: what is settled then needs no row any more. */
  boolean isRemoved() {
    return removed;
  }

  boolean hasWaiting() {
    synchronized (lock) {
      return readers.stream().anyMatch(reader -> !reader.waiting.isEmpty());
    }
  }

  // ---- leaving

  /** The delivery's row is gone, or no longer this node's. */
  void settled(Delivery delivery) {
    synchronized (lock) {
      // not when it was given back, and claimed anew before this was told
      if (held.get(delivery.id()) == delivery) {
        forget(delivery.id());
      }
    }
  }

  private void forget(long id) {
    held.remove(id);
    if (fillings > 0) {
      settledWhileFilling.add(id);
    }
  }

  /**
   * Puts a held message into its place in a buffer, preferably one that somebody waits at; false
   * when nobody wants it. {@link #handOver} must follow, after the last one.
   */
  private boolean place(Delivery delivery) {
    delivery.heldBy(null, 0);
    if (removed) {
      forget(delivery.id());
      return true;
    }
    if (delivery.stored() != Handover.State.STORED) {
      keepUnstored(delivery);
      return true;
    }
    Reader taker = null;
    for (Reader reader : readers) {
      if ((taker == null || (taker.waiting.isEmpty() && !reader.waiting.isEmpty()))
          && reader.wants(delivery)) {
        taker = reader;
      }
    }
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
      case NEVER -> held.remove(delivery.id());
      case STORED -> throw new IllegalStateException("stored");
    }
  }

  /** Nobody on this node wants these any more: leave their rows to others, or make rows of them. */
  private void giveUp(List<Delivery> deliveries) {
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
    List<Delivery> excess = new ArrayList<>(0);
    synchronized (lock) {
      readers.forEach(reader -> excess.addAll(reader.takeExcess()));
      returning.addAll(excess);
    }
    giveUp(excess);
  }

  /** Held rows of this mailbox are anybody's again, as they stand in the table. */
  void release(List<Delivery> deliveries) {
    synchronized (lock) {
      deliveries.forEach(delivery -> forget(delivery.id()));
      returning.removeAll(deliveries);
    }
    // first ones first: a reader that is rewound to one finds the later ones behind it
    deliveries.stream()
        .filter(delivery -> !delivery.inMemoryOnly())
        .sorted(
            Comparator.comparingInt((Delivery delivery) -> -delivery.priority())
                .thenComparingLong(Delivery::id))
        .forEach(delivery -> madeAvailable(delivery.priority(), delivery.id()));
    kick();
  }

  /** They could not be written: nobody has to wait for them any longer. */
  void notReturned(List<Delivery> deliveries) {
    synchronized (lock) {
      returning.removeAll(deliveries);
    }
    kick();
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
      held.clear();
    }
  }

  /**
   * Stops delivering and empties the buffers, for a purge.
   *
   * @return the messages that were buffered; they stay held
   */
  List<Delivery> beginPurge() {
    List<Delivery> buffered = new ArrayList<>();
    synchronized (lock) {
      paused = true;
      for (Reader reader : readers) {
        buffered.addAll(reader.drain());
      }
    }
    return buffered;
  }

  /**
   * Takes messages that no consumer has, for management: nobody is given them until they are {@link
   * #settled} or {@link #unreserve}d. Rows of other nodes, and those with consumers, are left out.
   */
  Reserved reserve(Collection<BrowsedMessage> wanted) {
    List<Delivery> ready = new ArrayList<>();
    List<Delivery> idle = new ArrayList<>();
    List<Long> toClaim = new ArrayList<>();
    synchronized (lock) {
      for (BrowsedMessage each : wanted) {
        Delivery buffered = takeFromBuffer(each.message());
        boolean available = each.state() == MessageState.AVAILABLE;
        if (buffered != null) {
          ready.add(buffered);
        } else if (held.containsKey(each.message().id()) || !idle(each.state())) {
          continue; // a consumer has it, or another node, or a prepared transaction
        } else if (!exclusive && available) {
          toClaim.add(each.message().id());
        } else {
          Delivery row = new Delivery(this, each.message(), false);
          held.put(row.id(), row);
          (available ? ready : idle).add(row);
        }
      }
    }
    if (!toClaim.isEmpty()) {
      List<StoredMessage> claimed = store.claim(mailbox.id(), toClaim);
      synchronized (lock) {
        for (StoredMessage row : claimed) {
          Delivery delivery = new Delivery(this, row, false);
          held.put(row.id(), delivery);
          ready.add(delivery);
        }
      }
    }
    return new Reserved(ready, idle);
  }

  private static boolean idle(MessageState state) {
    return switch (state) {
      case AVAILABLE, SCHEDULED, DEAD -> true;
      case ACQUIRED, PREPARED, CONSUMED -> false;
    };
  }

  private Delivery takeFromBuffer(StoredMessage message) {
    for (Reader reader : readers) {
      Delivery buffered = reader.remove(message.envelope().priority(), message.id());
      if (buffered != null) {
        return buffered;
      }
    }
    return null;
  }

  /** Gives back what was reserved, as it was. */
  void unreserve(Reserved reserved) {
    release(reserved.idle());
    putBack(reserved.ready());
  }

  boolean holds(long id) {
    synchronized (lock) {
      return held.containsKey(id);
    }
  }

  /** Ids of rows that consumers, or a page being read, hold now. */
  Set<Long> heldIds() {
    synchronized (lock) {
      return new HashSet<>(held.keySet());
    }
  }

  /** Delivers again, unless the destination is paused, reading the table from the start. */
  void endPurge(boolean stayPaused) {
    synchronized (lock) {
      paused = stayPaused;
    }
    lookAgain(true);
  }
}
