package org.rowmq.management;

/**
 * A setting that can be changed while nodes run.
 *
 * @param unit for example {@code ms}, or empty
 * @param range what values are possible, for people
 * @param own what was set for this scope, or null
 * @param value what holds
 * @param inherited what would hold if nothing were set for this scope
 * @param origin where the value comes from: {@code set here}, {@code set for <pattern>}, {@code set
 *     for all destinations}, {@code default}, or the property or variable by name
 * @param changedAt when it was set for this scope; 0 when it is not
 * @param changedBy by whom, or null
 * @param ofPattern whether the value is that of a pattern which the destination's name matches
 */
public record EditableSetting(
    String name,
    String meaning,
    String unit,
    String range,
    String own,
    String value,
    String inherited,
    String origin,
    long changedAt,
    String changedBy,
    boolean ofPattern) {}
