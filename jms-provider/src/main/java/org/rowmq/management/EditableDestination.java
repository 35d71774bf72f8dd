package org.rowmq.management;

import java.util.Map;

/**
 * A queue or topic with what can be changed of it.
 *
 * @param settings its own, by name; all others are inherited
 * @param version of these and of its pause flags, to be shown by who changes them
 */
public record EditableDestination(
    DestinationView destination, Map<String, String> settings, String version) {
  public EditableDestination {
    settings = Map.copyOf(settings);
  }
}
