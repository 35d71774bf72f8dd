package org.rowmq.management;

import java.util.List;

/**
 * What importing a document of settings would do, or has done.
 *
 * @param count how many changes these are
 * @param version of the settings there were together with the document; whoever imports it says
 *     which was seen
 */
public record SettingsImport(int count, List<Change> changes, String version) {
  public SettingsImport {
    changes = List.copyOf(changes);
  }

  /**
   * A setting that would be different.
   *
   * @param scope for what it is set: {@code all destinations}, {@code queue orders}, {@code queues
   *     orders.*}
   * @param unit for example {@code ms}, or empty
   * @param before what is set there, or null for nothing
   * @param after what would be set there, or null for nothing: then it is inherited
   */
  public record Change(String scope, String name, String unit, String before, String after) {}
}
