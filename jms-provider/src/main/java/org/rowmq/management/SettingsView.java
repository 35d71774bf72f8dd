package org.rowmq.management;

import java.util.List;

/**
 * The settings of a scope that can be changed while nodes run.
 *
 * @param version of what was set for this scope; whoever changes it says which version was seen
 */
public record SettingsView(List<EditableSetting> items, String version) {
  public SettingsView {
    items = List.copyOf(items);
  }
}
