package org.rowmq.management;

/**
 * Sums over all destinations; at most a second old.
 *
 * @param messages kept in all queues and subscriptions, of all nodes
 * @param consumers on all nodes
 * @param deadLetters of these messages, those in dead letter queues, and those given up where none
 *     is set
 * @param prepared prepared transactions
 */
public record TotalsView(
    int queues, int topics, long messages, int consumers, long deadLetters, int prepared) {}
