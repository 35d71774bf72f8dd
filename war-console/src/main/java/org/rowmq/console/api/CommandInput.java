package org.rowmq.console.api;

import java.util.List;
import java.util.Locale;
import org.rowmq.DestinationKind;
import org.rowmq.console.Filters;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;

/**
 * What is to be done with which messages: {@code ids}, or {@code all: true} with the fields of a
 * filter; {@code target} as {@code queue://name}.
 */
final class CommandInput {
  private CommandInput() {}

  static MessageCommand of(String action, MessageSource source, Input input) {
    List<String> ids = input.texts("ids");
    MessageFilter filter = Filters.of(name -> input.text(name, null));
    boolean all = input.flag("all", false) || !filter.equals(MessageFilter.ALL);
    if (ids == null && !all) {
      throw new ManagementException(
          ManagementException.Kind.INVALID, "Give ids, a filter, or all: true.", "ids", null);
    }
    if (ids != null && all) {
      throw new ManagementException(
          ManagementException.Kind.INVALID, "Give ids or a filter, not both.", "ids", null);
    }
    String target = input.text("target", null);
    return new MessageCommand(
        MessageCommand.Action.valueOf(action.toUpperCase(Locale.ROOT)),
        source,
        ids,
        filter,
        target == null ? null : kind(target),
        target == null ? null : name(target));
  }

  /** Dead letters of one source, back to where they came from or elsewhere. */
  static MessageCommand retry(Input input) {
    String queue = input.text("queue", null);
    MessageSource source =
        queue == null
            ? MessageSource.subscription(input.number("subscription", 0, 1, Long.MAX_VALUE))
            : MessageSource.queue(queue);
    return of("retry", source, input);
  }

  private static DestinationKind kind(String target) {
    int end = target.indexOf("://");
    return end < 0 ? DestinationKind.QUEUE : Input.kind(target.substring(0, end));
  }

  private static String name(String target) {
    int end = target.indexOf("://");
    return end < 0 ? target : target.substring(end + 3);
  }
}
