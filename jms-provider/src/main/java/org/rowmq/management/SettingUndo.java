package org.rowmq.management;

import java.util.Map;

/**
 * What sets the last change of a scope's settings back.
 *
 * @param at when that change was made, milliseconds since 1970
 * @param by whose it was
 * @param values all that is to be set for the scope then, for {@link SettingManagement#change}
 * @param version of the settings as they are now, for the same
 */
public record SettingUndo(long at, String by, Map<String, String> values, String version) {
  public SettingUndo {
    values = Map.copyOf(values);
  }
}
