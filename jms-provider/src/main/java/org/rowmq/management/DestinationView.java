package org.rowmq.management;

import org.rowmq.DestinationKind;

/**
 * A destination as the console lists it.
 *
 * @param takesDeadLetters whether it is a queue for messages that were given up elsewhere
 * @param messages messages kept now (for a topic: in all its subscriptions); from kept counters,
 *     not counted
 * @param consumers open consumers, on all nodes
 * @param subscriptions number of subscriptions of a topic, 0 for a queue
 * @param createdAt milliseconds since 1970
 * @param deadLetters messages in its dead letter queue; 0 for a dead letter queue, and where one
 *     queue takes those of all destinations
 * @param arrivedPerSecond messages that arrive on all nodes, over the last ten seconds or so
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
    int consumers,
    int subscriptions,
    long createdAt,
    long deadLetters,
    double arrivedPerSecond,
    double leftPerSecond) {}
