package org.rowmq.management;

import java.util.Map;
import org.rowmq.DestinationKind;

/**
 * A pattern of names for which something is set.
 *
 * @param kind of the destinations it means
 * @param pattern in which {@code *} stands for any characters
 * @param values what is set, by name
 * @param destinations how many destinations match it now
 */
public record SettingPatternView(
    DestinationKind kind, String pattern, Map<String, String> values, int destinations) {
  public SettingPatternView {
    values = Map.copyOf(values);
  }
}
