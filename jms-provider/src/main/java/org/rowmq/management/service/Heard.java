package org.rowmq.management.service;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.rowmq.store.NodeStore.NodeRow;

/**
 * Adds up what other nodes tell as sums since they started, by mailbox: how much more each says
 * than the last time. Not thread-safe.
 *
 * @param <T> what is told of a mailbox
 */
final class Heard<T> {
  private final int mostTold;
  private final T none;
  private final BinaryOperator<T> plus;
  private final BinaryOperator<T> minus;
  private final Map<String, Node<T>> nodes = new HashMap<>();
  private final Map<Long, T> passed = new HashMap<>();

  /**
   * Another node as it was last heard.
   *
   * @param whole whether we know of all that has gone through it since it started, so that a
   *     mailbox not heard of before had nothing
   * @param known what it ever told, by mailbox
   * @param told the mailboxes it told of last
   */
  private record Node<T>(long incarnation, boolean whole, Map<Long, T> known, Set<Long> told) {}

  /**
   * Has heard nothing yet.
   *
   * @param mostTold of so many mailboxes a node tells at once, and of all when there are fewer
   * @param minus what the first has that the second, told earlier, had not
   */
  Heard(int mostTold, T none, BinaryOperator<T> plus, BinaryOperator<T> minus) {
    this.mostTold = mostTold;
    this.none = none;
    this.plus = plus;
    this.minus = minus;
  }

  /**
   * Adds what has gone through the node since it was last heard.
   *
   * @param younger whether it started after this node did, so that all of it is to be counted
   */
  void hear(NodeRow row, Map<Long, T> told, boolean younger) {
    Node<T> before = nodes.get(row.name());
    boolean same = before != null && before.incarnation() == row.incarnation();
    Map<Long, T> known = same ? before.known() : new HashMap<>();
    boolean whole = same ? before.whole() : younger;
    told.forEach(
        (mailbox, now) -> {
          T last = known.put(mailbox, now);
          if (last != null || whole) {
            passed.merge(mailbox, minus.apply(now, last == null ? none : last), plus);
          }
        });
    // what it did not name at first had nothing, if it could have named it
    nodes.put(
        row.name(),
        new Node<>(
            row.incarnation(), whole || told.size() < mostTold, known, Set.copyOf(told.keySet())));
  }

  /** What has gone through others since then; not to be changed. */
  Map<Long, T> passed() {
    return passed;
  }

  /** Of how many mailboxes something is remembered. */
  int remembered() {
    int most = passed.size();
    for (Node<T> node : nodes.values()) {
      most = Math.max(most, node.known().size());
    }
    return most;
  }

  /** Forgets nodes that are not among these. */
  void retainNodes(Set<String> names) {
    nodes.keySet().retainAll(names);
  }

  /**
   * Forgets mailboxes that are not among these. What a node still tells of is kept, or it would be
   * taken for new.
   */
  void retain(Set<Long> mailboxes) {
    passed.keySet().removeIf(id -> !mailboxes.contains(id) && !isTold(id));
    nodes
        .values()
        .forEach(
            node -> node.known().keySet().removeIf(id -> !mailboxes.contains(id) && !isTold(id)));
  }

  private boolean isTold(long mailbox) {
    return nodes.values().stream().anyMatch(node -> node.told().contains(mailbox));
  }
}
