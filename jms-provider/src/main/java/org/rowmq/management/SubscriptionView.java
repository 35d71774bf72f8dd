package org.rowmq.management;

/**
 * A subscription of a topic.
 *
 * @param id its number, which {@code browse} takes
 * @param messages messages waiting in it, from kept counters
 * @param consumers open consumers, on all nodes; with none it is offline
 * @param inactiveSince since when a durable one has had no consumer on any node, milliseconds since
 *     1970; 0 while it has one, and when not known
 * @param oldestAt when its oldest message was stored, milliseconds since 1970; 0 when none waits
 */
public record SubscriptionView(
    long id,
    String topic,
    String clientId,
    String name,
    boolean durable,
    boolean shared,
    String selector,
    long messages,
    int consumers,
    long inactiveSince,
    long oldestAt,
    long createdAt) {}
