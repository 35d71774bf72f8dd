package org.rowmq.management;

/**
 * Sums over all destinations; at most a second old.
 *
 * @param messages kept in all queues and subscriptions, of all nodes: the next three and {@code
 *     deadLetters} together
 * @param ready those that the next consumer gets
 * @param delivering with consumers, or consumed in a prepared transaction
 * @param scheduled those that wait for their delivery time or their next attempt
 * @param consumers on all nodes
 * @param deadLetters those given up: what is ready in dead letter queues, and what stays where it
 *     was because none is set
 * @param prepared prepared transactions
 */
public record TotalsView(
    int queues,
    int topics,
    long messages,
    long ready,
    long delivering,
    long scheduled,
    int consumers,
    long deadLetters,
    int prepared) {}
