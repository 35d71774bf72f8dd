package org.rowmq.management;

import org.rowmq.DestinationKind;

/**
 * For what settings hold.
 *
 * @param kind of the destinations; null for all destinations
 * @param name of one destination, or a pattern; null for all destinations
 * @param pattern whether the name is a pattern, in which {@code *} stands for any characters
 */
public record SettingScope(DestinationKind kind, String name, boolean pattern) {
  /** All destinations, and the nodes. */
  public static final SettingScope ALL = new SettingScope(null, null);

  /** One destination, or all. */
  public SettingScope(DestinationKind kind, String name) {
    this(kind, name, false);
  }

  /** All destinations of a kind whose names match. */
  public static SettingScope matching(DestinationKind kind, String pattern) {
    return new SettingScope(kind, pattern, true);
  }

  /** Whether these are the settings for all destinations. */
  public boolean all() {
    return kind == null;
  }

  /** For people: {@code all destinations}, {@code queue orders}, {@code queues orders.*}. */
  public String text() {
    return all() ? "all destinations" : kind.scheme() + (pattern ? "s " : " ") + name;
  }
}
