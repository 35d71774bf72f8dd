package org.rowmq.management;

/**
 * A subscription of a topic.
 *
 * @param id its number, which {@code browse} takes
 * @param messages messages waiting in it, from kept counters
 * @param consumers consumers on this node
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
    long createdAt) {}
