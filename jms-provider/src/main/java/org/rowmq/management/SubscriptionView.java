package org.rowmq.management;

/**
 * A subscription of a topic.
 *
 * @param id its number, which {@code browse} takes
 * @param messages messages waiting in it, from kept counters
 * @param consumers open consumers, on all nodes; with none it is offline
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
    long oldestAt,
    long createdAt) {}
