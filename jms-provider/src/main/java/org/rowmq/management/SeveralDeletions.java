package org.rowmq.management;

import java.util.List;

/**
 * First step of deleting several destinations: what would go with each, and what has to be typed.
 *
 * @param items in the order they were named, each once
 * @param toType what the second step must give word for word, such as {@code delete 3 queues}, or
 *     the name where it is one; null when none of them has messages or consumers
 */
public record SeveralDeletions(List<Item> items, String toType) {
  public SeveralDeletions {
    items = List.copyOf(items);
  }

  /**
   * One of them.
   *
   * @param confirmation what would go with it, and the token for it; null when it is refused
   * @param refused why it cannot be deleted, in a sentence; null when it can
   */
  public record Item(String name, Confirmation confirmation, String refused) {}

  /**
   * What became of one of them.
   *
   * @param messages how many went with it
   * @param refused why it is still there, in a sentence; null when it is gone
   */
  public record Outcome(String name, long messages, String refused) {}
}
