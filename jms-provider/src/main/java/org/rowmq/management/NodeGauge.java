package org.rowmq.management;

/**
 * One thing that a node tells of itself. Nodes of other versions may tell others.
 *
 * @param group under which heading it is shown
 * @param name what it is, for people
 * @param unit {@code bytes}, {@code ms}, {@code %} or empty for a number of things
 * @param most what the value cannot exceed; 0 where there is nothing like it
 */
public record NodeGauge(String group, String name, String unit, double value, double most) {}
