package org.rowmq.management.jmx;

import java.util.Set;

/** Which operations change nothing. */
final class Reading {
  static final Set<String> NAMES =
      Set.of(
          "audit",
          "metrics",
          "list",
          "find",
          "browse",
          "confirm",
          "confirmDeletes",
          "count",
          "countAudit",
          "exportSettings",
          "patternSettings",
          "previewImport",
          "previewUndo",
          "previewPatternUndo",
          "confirmOne",
          "confirmPurge",
          "confirmDelete",
          "confirmSelector",
          "node",
          "settings",
          "consumers",
          "producers");

  private Reading() {}
}
