package org.rowmq.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import org.rowmq.DestinationKind;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSyntaxException;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.CatalogStore.TopicRoutes;

/**
 * Destinations and routes as this node knows them, so that sending asks the database nothing. Where
 * other nodes share the store, routes are checked again in the transaction that uses them, and
 * destinations are read anew with each heartbeat. Thread-safe.
 */
final class Catalog {
  private final CatalogStore store;
  private final BooleanSupplier autoCreate;
  private final long trusted;
  private final Map<Key, DestinationRow> byName = new ConcurrentHashMap<>();
  private final Map<Long, Routes> routes = new ConcurrentHashMap<>();

  /**
   * Shared by those who change one destination, and held alone by who reads all of them: what was
   * read before a change must not be put over it. Not a ReentrantReadWriteLock: its read lock needs
   * memory after it has been taken, and is never given back when there is none.
   */
  private final ReadWriteLock reading = new StampedLock().asReadWriteLock();

  /** Rises when a destination is deleted here, before and after. */
  private final AtomicLong deletions = new AtomicLong();

  /** When the heartbeat began with which all were read. */
  private volatile long readAt;

  private record Key(DestinationKind kind, String name) {}

  /** The subscriptions of one topic, ready to be matched. */
  record Routes(long version, List<Route> routes) {}

  /** One subscription, its selector parsed. */
  record Route(SubscriptionRow subscription, Selector selector) {}

  /**
   * @param trusted how long what was read is good for sending, where other nodes share the store;
   *     {@link Long#MAX_VALUE} where none can. Nanoseconds
   * @param heartbeat when the node's last heartbeat began, {@link System#nanoTime}
   */
  Catalog(CatalogStore store, BooleanSupplier autoCreate, long trusted, long heartbeat) {
    this.store = store;
    this.autoCreate = autoCreate;
    this.trusted = trusted;
    refresh(heartbeat);
  }

  /**
   * Reads all destinations; returns those that are no longer there.
   *
   * @param heartbeat when the heartbeat began that this belongs to, {@link System#nanoTime}
   */
  List<DestinationRow> refresh(long heartbeat) {
    reading.writeLock().lock();
    try {
      List<DestinationRow> gone = readAll();
      readAt = heartbeat;
      return gone;
    } finally {
      reading.writeLock().unlock();
    }
  }

  private List<DestinationRow> readAll() {
    Map<Key, DestinationRow> now = new HashMap<>();
    for (DestinationRow row : store.destinations()) {
      now.put(new Key(row.kind(), row.name()), row);
    }
    List<DestinationRow> gone = new ArrayList<>();
    for (Map.Entry<Key, DestinationRow> known : byName.entrySet()) {
      DestinationRow current = now.get(known.getKey());
      if (current == null || current.id() != known.getValue().id()) {
        Optional<DestinationRow> found =
            store.findDestination(known.getKey().kind(), known.getKey().name());
        if (found.isEmpty() || found.get().id() != known.getValue().id()) {
          gone.add(known.getValue());
          byName.remove(known.getKey(), known.getValue());
        }
      }
    }
    byName.putAll(now);
    return gone;
  }

  List<DestinationRow> all() {
    return List.copyOf(byName.values());
  }

  /** What this node knows, without asking the database. */
  Optional<DestinationRow> known(DestinationKind kind, String name) {
    return Optional.ofNullable(byName.get(new Key(kind, name)));
  }

  Optional<DestinationRow> find(DestinationKind kind, String name) {
    Key key = new Key(kind, name);
    DestinationRow known = byName.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    long before = deletions.get();
    Optional<DestinationRow> found = store.findDestination(kind, name);
    found.ifPresent(
        row -> byName.compute(key, (same, other) -> deletions.get() == before ? row : other));
    return found;
  }

  /**
   * As {@link #find}, but does not trust what was read with a heartbeat so long ago that other
   * nodes may take this one for dead: they do not wait for it before they end a deletion.
   */
  Optional<DestinationRow> findForSending(DestinationKind kind, String name) {
    return System.nanoTime() - readAt < trusted
        ? find(kind, name)
        : store.findDestination(kind, name);
  }

  /** Finds a destination, creating it when the node is configured to. */
  DestinationRow resolve(DestinationKind kind, String name) {
    return find(kind, name).orElseGet(() -> createMissing(kind, name));
  }

  private DestinationRow createMissing(DestinationKind kind, String name) {
    if (!autoCreate.getAsBoolean()) {
      throw new BrokerException(
          BrokerException.Reason.NOT_FOUND,
          kind.scheme()
              + "://"
              + name
              + " does not exist; create it in the console, or set autoCreateDestinations to true");
    }
    return ensure(kind, name);
  }

  /** Finds or creates, whatever the configuration says: for queues the node itself needs. */
  DestinationRow ensure(DestinationKind kind, String name) {
    Optional<DestinationRow> found = find(kind, name);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      return create(kind, name, 0);
    } catch (AlreadyExistsException e) {
      return find(kind, name).orElseThrow(() -> e);
    }
  }

  /** Waits for the end of the deletion of one of the same name. */
  DestinationRow create(DestinationKind kind, String name, long owner, AuditRow... audit) {
    long limit = System.nanoTime() + DeletionSteps.PATIENCE.toNanos();
    while (true) {
      try {
        DestinationRow row = store.createDestination(kind, name, owner, audit);
        byName.put(new Key(kind, name), row);
        return row;
      } catch (AlreadyExistsException e) {
        if (store.findDestination(kind, name).isPresent()) {
          throw e;
        }
        if (System.nanoTime() - limit > 0 || Thread.currentThread().isInterrupted()) {
          throw new AlreadyExistsException(
              kind.scheme()
                  + "://"
                  + name
                  + " is being deleted, and not all nodes have heard of that; try again later",
              e);
        }
        LockSupport.parkNanos(this, DeletionSteps.LOOK_NANOS);
      }
    }
  }

  DestinationRow pause(
      DestinationRow destination, boolean consumption, boolean production, AuditRow audit) {
    reading.readLock().lock();
    try {
      return changed(store.pause(destination.id(), consumption, production, audit));
    } finally {
      reading.readLock().unlock();
    }
  }

  /** Reads one that has been changed. */
  DestinationRow refresh(DestinationRow destination) {
    reading.readLock().lock();
    try {
      return changed(readAgain(destination));
    } finally {
      reading.readLock().unlock();
    }
  }

  /** Unless it has been deleted meanwhile. */
  private DestinationRow changed(DestinationRow row) {
    byName.computeIfPresent(
        new Key(row.kind(), row.name()), (key, known) -> known.id() == row.id() ? row : known);
    return row;
  }

  private DestinationRow readAgain(DestinationRow destination) {
    return store
        .findDestination(destination.kind(), destination.name())
        .filter(found -> found.id() == destination.id())
        .orElseThrow(
            () ->
                new BrokerException(
                    BrokerException.Reason.NOT_FOUND,
                    destination.kind().scheme()
                        + "://"
                        + destination.name()
                        + " has been deleted"));
  }

  boolean delete(DestinationRow destination, AuditRow... audit) {
    return delete(destination, () -> store.deleteDestination(destination.id(), audit));
  }

  /**
   * Decides that a queue is deleted that other nodes may be sending to; see {@link DeletionSteps}.
   */
  boolean beginDeletion(DestinationRow queue, AuditRow audit) {
    return delete(queue, () -> store.beginDeletion(queue.id(), audit));
  }

  private boolean delete(DestinationRow destination, BooleanSupplier deletion) {
    reading.readLock().lock();
    try {
      forget(destination);
      boolean deleted = deletion.getAsBoolean();
      forget(destination); // what somebody has read meanwhile
      return deleted;
    } finally {
      reading.readLock().unlock();
    }
  }

  private void forget(DestinationRow destination) {
    deletions.incrementAndGet();
    byName.remove(new Key(destination.kind(), destination.name()));
    routes.remove(destination.id());
  }

  Routes routes(DestinationRow topic) {
    Routes known = routes.get(topic.id());
    return known == null ? refreshRoutes(topic) : known;
  }

  /**
   * A subscription of the topic has come or gone: they are read anew when they are needed next.
   * Reading them at each change would make a topic with very many of them slow to set up.
   */
  void routesChanged(long topicId) {
    synchronized (routes) {
      routes.remove(topicId);
    }
  }

  /** Reads the subscriptions of a topic, after a change or when the known ones have proved old. */
  Routes refreshRoutes(DestinationRow topic) {
    synchronized (routes) {
      Optional<TopicRoutes> stored = store.routes(topic.id());
      if (stored.isEmpty()) {
        byName.remove(new Key(topic.kind(), topic.name()), topic);
        routes.remove(topic.id());
        throw new BrokerException(
            BrokerException.Reason.NOT_FOUND, "topic://" + topic.name() + " has been deleted");
      }
      List<Route> list = new ArrayList<>();
      for (SubscriptionRow row : stored.get().subscriptions()) {
        list.add(new Route(row, parsed(row)));
      }
      Routes fresh = new Routes(stored.get().version(), List.copyOf(list));
      routes.put(topic.id(), fresh);
      return fresh;
    }
  }

  private static Selector parsed(SubscriptionRow row) {
    try {
      return Selector.parse(row.selector());
    } catch (SelectorSyntaxException e) {
      throw new IllegalStateException(
          "Subscription " + row.id() + " has a selector that this version cannot read", e);
    }
  }
}
