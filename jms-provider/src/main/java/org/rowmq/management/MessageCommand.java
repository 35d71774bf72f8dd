package org.rowmq.management;

import java.util.List;
import java.util.Objects;
import org.rowmq.DestinationKind;

/**
 * Something to be done with messages of one source.
 *
 * @param ids numbers of the rows meant; null for all that {@code filter} takes
 * @param filter which messages are meant where {@code ids} is null
 * @param targetKind for {@link Action#COPY} queue or topic, for {@link Action#MOVE} a queue; null
 *     where there is no {@code target}
 * @param target name of the destination to move or copy to; for {@link Action#RETRY} null for where
 *     each message came from
 */
public record MessageCommand(
    Action action,
    MessageSource source,
    List<String> ids,
    MessageFilter filter,
    DestinationKind targetKind,
    String target) {

  /** What is done. */
  public enum Action {
    /** To another queue; ids, headers, properties and counts stay. */
    MOVE,
    /** New messages of the same content, with ids of their own. */
    COPY,
    /** Gone for good. */
    DELETE,
    /** Dead letters, back to where they came from, as if never delivered. */
    RETRY
  }

  public MessageCommand {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(source, "source");
    ids = ids == null ? null : List.copyOf(ids);
    filter = filter == null ? MessageFilter.ALL : filter;
  }

  /** Deletes these. */
  public static MessageCommand delete(MessageSource source, List<String> ids) {
    return new MessageCommand(Action.DELETE, source, ids, null, null, null);
  }

  /** Whether the messages are not named one by one. */
  public boolean allMatching() {
    return ids == null;
  }
}
