package org.rowmq.store;

import java.util.List;
import java.util.Map;
import org.rowmq.store.AdministrationStore.AuditRow;

/**
 * Appends and settlements that succeed or fail together: a send, an acknowledgement, a local
 * transaction.
 *
 * @param lane units of one lane are written in the order they were submitted; a session uses one
 *     lane. See {@link #sharesCommits}
 * @param appends messages to add, in order
 * @param settlements deliveries to end
 * @param topicVersions for each topic routed to, the version of its subscriptions the routing was
 *     made with; the unit fails with {@link TopicChangedException} when a topic has another version
 *     by now. Empty where this node is the only owner of the store, or has asked since it was
 *     called
 * @param attempts failed deliveries of settled rows, to be remembered with them
 * @param audits what the audit trail is to say of it
 */
public record Unit(
    int lane,
    List<Append> appends,
    List<Settlement> settlements,
    Map<Long, Long> topicVersions,
    List<Attempt> attempts,
    List<AuditRow> audits) {

  private static final int SETTLEMENT_BYTES = 64;

  public Unit {
    appends = List.copyOf(appends);
    settlements = List.copyOf(settlements);
    topicVersions = Map.copyOf(topicVersions);
    attempts = List.copyOf(attempts);
    audits = List.copyOf(audits);
  }

  /** A unit without failed deliveries, that nobody audits. */
  public Unit(
      int lane, List<Append> appends, List<Settlement> settlements, Map<Long, Long> topicVersions) {
    this(lane, appends, settlements, topicVersions, List.of(), List.of());
  }

  /**
   * Whether units of this lane are written together with those of all lanes with even numbers: they
   * are of one message each, and the more of them share a commit the better. Units of other lanes,
   * transactions of many messages, may be written beside them.
   */
  public static boolean sharesCommits(int lane) {
    return (lane & 1) == 0;
  }

  /** One delivery that failed, and how it ends. */
  public static Unit failing(int lane, Settlement settlement, Attempt attempt) {
    return new Unit(lane, List.of(), List.of(settlement), Map.of(), List.of(attempt), List.of());
  }

  /** A unit of settlements only. */
  public static Unit settling(int lane, List<Settlement> settlements) {
    return new Unit(lane, List.of(), settlements, Map.of());
  }

  /** The same unit with other messages. */
  public Unit withAppends(List<Append> others) {
    return new Unit(lane, others, settlements, topicVersions, attempts, audits);
  }

  /** The same unit, for topics whose subscriptions are known to be those it was made with. */
  public Unit withCheckedTopics() {
    return new Unit(lane, appends, settlements, Map.of(), attempts, audits);
  }

  /** Whether there is nothing to write. */
  public boolean isEmpty() {
    return appends.isEmpty() && settlements.isEmpty() && audits.isEmpty();
  }

  /** About how many bytes waiting for this unit holds. */
  public long size() {
    long bytes = (long) SETTLEMENT_BYTES * settlements.size();
    for (Append append : appends) {
      bytes += append.envelope().size();
    }
    return bytes;
  }
}
