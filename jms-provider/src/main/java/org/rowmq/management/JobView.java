package org.rowmq.management;

/**
 * Work on many messages, done or under way.
 *
 * @param node which does it
 * @param local whether that is the node asked, which can end it
 * @param id opaque
 * @param action {@code move}, {@code copy}, {@code delete} or {@code retry}
 * @param source as {@code queue://name} or {@code topic://name/subscription}
 * @param target as {@code queue://name}, or null
 * @param user who asked for it
 * @param total how many messages it was about when it began; they may have become more or fewer
 * @param done how many it has moved, copied or deleted
 * @param skipped how many it passed over because a consumer, another node or a prepared transaction
 *     holds them
 * @param startedAt milliseconds since 1970
 * @param endedAt milliseconds since 1970, 0 while it runs
 * @param error why it failed, or null
 */
public record JobView(
    String node,
    boolean local,
    String id,
    String action,
    String source,
    String target,
    String user,
    State state,
    long total,
    long done,
    long skipped,
    long startedAt,
    long endedAt,
    String error) {

  /** How far it is. */
  public enum State {
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }
}
