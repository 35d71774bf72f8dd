package org.rowmq.management;

import org.rowmq.DestinationKind;

/**
 * For what settings hold.
 *
 * @param kind of the destination; null for all destinations
 * @param name of the destination; null for all destinations
 */
public record SettingScope(DestinationKind kind, String name) {
  /** All destinations, and the nodes. */
  public static final SettingScope ALL = new SettingScope(null, null);

  /** Whether these are the settings for all destinations. */
  public boolean all() {
    return kind == null;
  }
}
