package org.rowmq.management;

import java.util.List;
import java.util.Map;

/**
 * Settings that can be changed while nodes run. They are rows of the database, so all nodes take
 * them: the node asked at once, others with their next heartbeat. Thread-safe. All methods throw
 * {@link ManagementException}.
 */
public interface SettingManagement {

  /** The settings of a scope; those for all destinations need ADMIN. */
  SettingsView settings(Caller caller, SettingScope scope);

  /**
   * The patterns for which something is set, the most specific first: in that order they win over
   * each other, and a destination's own settings over all. Needs ADMIN.
   */
  List<SettingPatternView> patterns(Caller caller);

  /**
   * What {@link #change} would do; changes nothing. Needs ADMIN.
   *
   * @param own as there
   */
  List<SettingDifference> compare(Caller caller, SettingScope scope, Map<String, String> own);

  /**
   * Sets all settings of a scope; needs ADMIN.
   *
   * @param own values by name; what is not in it is inherited from now on
   * @param version the {@link SettingsView#version()} that the caller has seen; refused as CONFLICT
   *     when somebody has changed them since
   * @return what holds now
   */
  SettingsView change(Caller caller, SettingScope scope, Map<String, String> own, String version);

  /**
   * What sets the last change of a scope's settings back, with {@link #compare} and {@link #change}
   * as any other; changes nothing. Needs ADMIN.
   *
   * @throws ManagementException CONFLICT where the newest 10,000 entries of the audit trail have no
   *     change of them that still holds
   */
  SettingUndo undo(Caller caller, SettingScope scope);

  /**
   * All that is set for all destinations, for patterns and for single destinations that are not
   * temporary, as one JSON document; needs ADMIN.
   */
  String export(Caller caller);

  /**
   * What {@link #importAll} would change; changes nothing. Needs ADMIN.
   *
   * @param document as {@link #export} writes it; INVALID, with each thing that is wrong with it,
   *     when it cannot be imported as a whole
   */
  SettingsImport previewImport(Caller caller, String document);

  /**
   * Sets what a document says, all of it or nothing, and takes back what it does not name; needs
   * ADMIN.
   *
   * @param version as {@link #previewImport} gave it for this document; refused as CONFLICT when
   *     somebody has changed settings since
   * @return what was changed
   */
  SettingsImport importAll(Caller caller, String document, String version);
}
