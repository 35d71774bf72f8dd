package org.rowmq.management.jmx;

import java.util.List;
import org.rowmq.management.Caller;
import org.rowmq.management.SettingDifference;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingUndo;

/**
 * What setting the last change of a scope's settings back would do.
 *
 * @param at when that change was made, milliseconds since 1970
 * @param by whose it was
 * @param changes what would change
 * @param version of the settings as they are now, for the second step
 */
record UndoPreview(long at, String by, List<SettingDifference> changes, String version) {
  static UndoPreview of(SettingManagement settings, Caller caller, SettingScope scope) {
    SettingUndo undo = settings.undo(caller, scope);
    return new UndoPreview(
        undo.at(), undo.by(), settings.compare(caller, scope, undo.values()), undo.version());
  }
}
