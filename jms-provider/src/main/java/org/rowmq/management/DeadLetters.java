package org.rowmq.management;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** By what groups can be put together. */
  public enum By {
    /** Why they were given up. */
    REASON,
    /** Where they came from. */
    ORIGIN,
    /** The class of the last failure's exception. */
    EXCEPTION;

    private String of(Group group) {
      return switch (this) {
        case REASON -> group.why().reason();
        case ORIGIN -> group.why().origin();
        case EXCEPTION -> group.why().exceptionClass();
      };
    }
  }

  /**
   * What groups with one thing in common are together.
   *
   * @param value what that is; null for none
   * @param firstAt when the first was given up, milliseconds since 1970
   * @param lastAt when the last was
   */
  public record Sum(String value, long messages, long firstAt, long lastAt) {
    private Sum and(Sum other) {
      return new Sum(
          value,
          messages + other.messages,
          Math.min(firstAt, other.firstAt),
          Math.max(lastAt, other.lastAt));
    }
  }

  /** The groups put together by one thing, wherever they are; the largest first. */
  public List<Sum> groupedBy(By by) {
    Map<String, Sum> sums = new HashMap<>();
    for (Group group : groups) {
      String value = by.of(group);
      sums.merge(
          String.valueOf(value),
          new Sum(value, group.messages(), group.firstAt(), group.lastAt()),
          Sum::and);
    }
    return sums.values().stream()
        .sorted(
            Comparator.comparingLong((Sum sum) -> -sum.messages())
                .thenComparing(sum -> String.valueOf(sum.value())))
        .toList();
  }
}
