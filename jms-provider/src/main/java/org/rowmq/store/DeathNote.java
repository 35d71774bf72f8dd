package org.rowmq.store;

/**
 * Why a message was given up.
 *
 * @param origin name of the destination it came from, as {@code queue://name} or {@code
 *     topic://name}
 * @param reason short and stable, for grouping: {@code MAX_DELIVERIES} or {@code EXPIRED}
 * @param exceptionClass class name of the last failure's exception, or null
 * @param exceptionMessage message of it, or null
 * @param stackTrace its stack trace, or null
 * @param history one line per attempt: time, node, what happened; or null
 */
public record DeathNote(
    String origin,
    String reason,
    String exceptionClass,
    String exceptionMessage,
    String stackTrace,
    String history) {}
