package org.rowmq.management;

/**
 * A warning or an error in a node's log.
 *
 * @param at when, milliseconds since 1970, by the clock of the node's machine
 * @param level {@code WARNING} or {@code ERROR}
 * @param logger who said it, a class as a rule
 * @param text what, with the exception's, without its stack; at most 500 characters, and secrets of
 *     the node's configuration as {@code ***}
 */
public record WarningView(long at, String level, String logger, String text) {}
