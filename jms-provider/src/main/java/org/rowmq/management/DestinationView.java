package org.rowmq.management;

import org.rowmq.DestinationKind;

/**
 * A destination as the console lists it.
 *
 * @param takesDeadLetters whether it is a queue for messages that were given up elsewhere
 * @param messages messages kept now (for a topic: in all its subscriptions); from kept counters,
 *     not counted
 * @param ready of these, those that the next consumer gets
 * @param delivering with consumers on all nodes, or consumed in a prepared transaction; of messages
 *     that are only in memory, none
 * @param scheduled those that wait for their delivery time or their next attempt
 * @param dead those given up: where no dead letter queue is set, and in a queue that takes dead
 *     letters
 * @param consumers open consumers, on all nodes
 * @param subscriptions number of subscriptions of a topic, 0 for a queue
 * @param durableSubscriptions those of them that are durable
 * @param offlineSubscriptions durable ones without a consumer on any node
 * @param largestBacklog messages of the subscription that has most, 0 for a queue
 * @param createdAt milliseconds since 1970
 * @param deadLetters {@code dead}, and those in its dead letter queue, where that takes those of no
 *     other destination
 * @param sentPerSecond messages that are sent to it on all nodes, over the last ten seconds or so;
 *     one to a topic counts once
 * @param arrivedPerSecond messages that arrive: for a topic in all its subscriptions, so that this
 *     is its fan-out
 * @param leftPerSecond messages that leave it on all nodes: acknowledged, expired, moved or deleted
 */
public record DestinationView(
    DestinationKind kind,
    String name,
    boolean temporary,
    boolean takesDeadLetters,
    boolean consumptionPaused,
    boolean productionPaused,
    long messages,
    long ready,
    long delivering,
    long scheduled,
    long dead,
    int consumers,
    int subscriptions,
    int durableSubscriptions,
    int offlineSubscriptions,
    long largestBacklog,
    long createdAt,
    long deadLetters,
    double sentPerSecond,
    double arrivedPerSecond,
    double leftPerSecond) {}
