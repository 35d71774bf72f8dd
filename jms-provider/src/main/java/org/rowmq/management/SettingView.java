package org.rowmq.management;

/**
 * A setting of the node asked, as it is in force since the node was started.
 *
 * @param value as text; {@code ***} for a secret that is set; null when it is not set
 * @param origin where the value comes from: {@code default}, or the property or variable by name
 * @param defaultValue what holds when nothing is set, or null
 */
public record SettingView(String name, String value, String origin, String defaultValue) {}
