package org.rowmq.management;

import java.util.List;

/**
 * Messages that were given up, by where they are and why; the largest group first.
 *
 * @param complete false when there are so many that only the newest 10,000 were looked at
 */
public record DeadLetters(List<Group> groups, boolean complete) {
  public DeadLetters {
    groups = List.copyOf(groups);
  }

  /**
   * Dead letters of one place with the same origin and reason.
   *
   * @param source where they are
   * @param sourceName the same for people, as {@code queue://DLQ.orders}
   * @param why what they have in common; {@link MessageFilter#death()} takes it
   * @param firstAt when the first was given up, milliseconds since 1970
   * @param lastAt when the last was
   */
  public record Group(
      MessageSource source,
      String sourceName,
      MessageFilter.Death why,
      long messages,
      long firstAt,
      long lastAt) {}

  /**
   * One dead letter.
   *
   * @param firstFailureAt the first failure this node or another wrote down, milliseconds since
   *     1970; 0 when none was
   * @param failures how many deliveries failed
   */
  public record Letter(
      MessageView message, MessageDetail.DeathView death, long firstFailureAt, int failures) {}
}
