package org.rowmq.management.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.rowmq.broker.Broker;
import org.rowmq.broker.StoredMessages;
import org.rowmq.management.MatchCount;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.StoredMessage;

/**
 * Goes through a mailbox in delivery order: rows, and what waits in this node's memory. Nothing is
 * acquired or changed.
 */
final class MessageSearch {
  /** How long one request may look. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int CHUNK = 200;
  private static final int HIGHEST_PRIORITY = 9;
  private static final long MOST_BYTES_IN_CHUNK = 8L << 20;
  private static final Comparator<BrowsedMessage> DELIVERY_ORDER =
      Comparator.comparing(MessageSearch::key, MessageSearch::inDeliveryOrder);

  private final Broker broker;
  private final Duration limit;

  MessageSearch(Broker broker, Duration limit) {
    this.broker = broker;
    this.limit = limit;
  }

  /**
   * What was found.
   *
   * @param next where to go on, or null at the end
   * @param partial whether the time was over before there was enough
   */
  record Found(List<BrowsedMessage> messages, BrowseKey next, boolean partial, long searched) {}

  /** The first messages behind {@code after} that match, at most {@code most}. */
  Found find(long mailboxId, MessageMatcher matcher, BrowseKey after, int most) {
    if (matcher.id() != null) {
      Optional<Found> one = named(mailboxId, matcher, after);
      if (one.isPresent()) {
        return one.get();
      }
    }
    List<BrowsedMessage> found = new ArrayList<>();
    Walk walk = walk(mailboxId, matcher, after, most);
    boolean more;
    do {
      more = walk.chunk(message -> found.add(message) && found.size() == most);
    } while (more && found.size() < most && !walk.timeIsOver());
    return new Found(found, more ? walk.position : null, more && found.size() < most, walk.seen);
  }

  /** The last message in front of {@code place} that matches; see {@link Backwards}. */
  Found before(long mailboxId, MessageMatcher matcher, BrowseKey place) {
    Backwards backwards = new Backwards(this, mailboxId, matcher.states());
    long deadline = System.nanoTime() + limit.toNanos();
    BrowseKey position = place;
    long searched = 0;
    while (true) {
      List<BrowsedMessage> part = backwards.inFrontOf(position);
      if (part.isEmpty()) {
        return new Found(List.of(), null, false, searched);
      }
      Predicate<BrowsedMessage> matches = matcher.over(broker, part);
      for (int i = part.size() - 1; i >= 0; i--) {
        searched++;
        if (matches.test(part.get(i))) {
          return new Found(List.of(part.get(i)), null, false, searched);
        }
      }
      position = key(part.get(0));
      if (System.nanoTime() - deadline >= 0) {
        return new Found(List.of(), position, true, searched);
      }
    }
  }

  /** A message that is called by its id is looked up; empty when it has to be searched for. */
  private Optional<Found> named(long mailboxId, MessageMatcher matcher, BrowseKey after) {
    Found none = new Found(List.of(), null, false, 0);
    boolean number = matcher.id().matches("\\d{1,18}");
    OptionalLong id =
        number
            ? OptionalLong.of(Long.parseLong(matcher.id()))
            : StoredMessages.number(matcher.id());
    if (id.isEmpty()) {
      return Optional.of(none); // nothing of ours is called so
    }
    if (after != null) {
      return Optional.empty();
    }
    Optional<BrowsedMessage> there =
        number
            ? row(mailboxId, matcher, id.getAsLong())
            : sentThen(mailboxId, matcher, id.getAsLong());
    if (there.isEmpty() && (!number || !broker.inMemory(mailboxId).isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(there.map(row -> new Found(List.of(row), null, false, 1)).orElse(none));
  }

  private Optional<BrowsedMessage> row(long mailboxId, MessageMatcher matcher, long id) {
    return broker
        .store()
        .messages()
        .find(id)
        .filter(row -> row.message().mailboxId() == mailboxId)
        .filter(row -> matcher.over(broker, List.of(row)).test(row));
  }

  /**
   * A message's number is older than that of its row, mostly by less than a transaction takes: so
   * the row is among the first behind it, in one of the priorities.
   */
  private Optional<BrowsedMessage> sentThen(long mailboxId, MessageMatcher matcher, long number) {
    for (int priority = HIGHEST_PRIORITY; priority >= 0; priority--) {
      BrowseKey before = new BrowseKey(priority, number - 1);
      List<BrowsedMessage> rows = read(mailboxId, matcher.states(), before, CHUNK).messages();
      Optional<BrowsedMessage> called =
          rows.stream().filter(matcher.over(broker, rows)).findFirst();
      if (called.isPresent()) {
        return called;
      }
    }
    return Optional.empty();
  }

  /** How many match; see {@link Counted}. */
  Counted count(long mailboxId, MessageMatcher matcher) {
    return count(mailboxId, matcher, Long.MAX_VALUE);
  }

  /** How many match; it is not looked further than one more than {@code most}. */
  MatchCount countUpTo(long most, long mailboxId, MessageMatcher matcher) {
    if (matcher.id() != null) {
      Found one = find(mailboxId, matcher, null, 1);
      return new MatchCount(one.messages().size(), false, one.partial());
    }
    Counted counted = count(mailboxId, matcher, most + 1);
    boolean more = counted.messages() > most;
    return new MatchCount(Math.min(counted.messages(), most), more, counted.atLeast() && !more);
  }

  private Counted count(long mailboxId, MessageMatcher matcher, long enough) {
    Walk walk = walk(mailboxId, matcher, null, CHUNK);
    long[] matching = {0};
    boolean more;
    do {
      more = walk.chunk(message -> ++matching[0] == enough);
    } while (more && matching[0] < enough && !walk.timeIsOver());
    return new Counted(matching[0], more);
  }

  /** A count; {@code atLeast} when the time was over before the end. */
  record Counted(long messages, boolean atLeast) {}

  private Walk walk(long mailboxId, MessageMatcher matcher, BrowseKey after, int most) {
    int size = matcher.takesAll() ? Math.min(most, CHUNK) : CHUNK;
    return new Walk(mailboxId, matcher, after, size);
  }

  /** One way through a mailbox, a chunk at a time. */
  private final class Walk {
    private final long deadline = System.nanoTime() + limit.toNanos();
    private final long mailboxId;
    private final MessageMatcher matcher;
    private final int size;
    private BrowseKey position;
    private long seen;

    Walk(long mailboxId, MessageMatcher matcher, BrowseKey after, int size) {
      this.mailboxId = mailboxId;
      this.matcher = matcher;
      this.position = after;
      this.size = size;
    }

    boolean timeIsOver() {
      return System.nanoTime() - deadline >= 0;
    }

    /**
     * Looks at the next chunk; {@code take} says of a match whether to stop there. Returns whether
     * there is more behind it.
     */
    boolean chunk(Predicate<BrowsedMessage> take) {
      Chunk chunk = read(mailboxId, matcher.states(), position, size);
      Predicate<BrowsedMessage> matches = matcher.over(broker, chunk.messages());
      for (int i = 0; i < chunk.messages().size(); i++) {
        BrowsedMessage message = chunk.messages().get(i);
        position = key(message);
        seen++;
        if (matches.test(message) && take.test(message)) {
          return chunk.more() || i < chunk.messages().size() - 1;
        }
      }
      return chunk.more();
    }
  }

  /** A part of a mailbox; {@code more} whether there is something behind it. */
  record Chunk(List<BrowsedMessage> messages, boolean more) {}

  /** The next messages in delivery order, whatever they are. */
  Chunk read(long mailboxId, Collection<MessageState> states, BrowseKey after, int most) {
    List<BrowsedMessage> rows =
        broker.store().messages().browse(mailboxId, states, after, most + 1, MOST_BYTES_IN_CHUNK);
    boolean more = rows.size() > most || bytes(rows) >= MOST_BYTES_IN_CHUNK;
    BrowsedMessage last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
    List<BrowsedMessage> all = new ArrayList<>(rows);
    if (states.contains(MessageState.AVAILABLE)) {
      for (StoredMessage waiting : broker.inMemory(mailboxId)) {
        BrowsedMessage message = new BrowsedMessage(waiting, MessageState.AVAILABLE, 0);
        boolean seen = after != null && inDeliveryOrder(key(message), after) <= 0;
        boolean beyond = more && DELIVERY_ORDER.compare(message, last) > 0;
        if (!seen && !beyond) {
          all.add(message);
        }
      }
    }
    all.sort(DELIVERY_ORDER);
    more |= all.size() > most;
    return new Chunk(all.subList(0, Math.min(all.size(), most)), more);
  }

  /** A number above those of all rows, of nodes whose clock is a second ahead as well. */
  long beyondNewest() {
    return broker.store().nextId() + (1L << 32);
  }

  private static long bytes(List<BrowsedMessage> rows) {
    return rows.stream().mapToLong(row -> row.message().envelope().size()).sum();
  }

  static BrowseKey key(BrowsedMessage message) {
    return new BrowseKey(message.message().envelope().priority(), message.message().id());
  }

  static int inDeliveryOrder(BrowseKey a, BrowseKey b) {
    int byPriority = Integer.compare(b.priority(), a.priority());
    return byPriority != 0 ? byPriority : Long.compare(a.id(), b.id());
  }
}
