package org.rowmq.management;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to become of a queue or topic; what is not named stays as it is.
 *
 * @param consumptionPaused or null
 * @param productionPaused or null
 * @param settings of its own, by name; null for what is to be inherited from now on
 * @param noOthers whether all that is not in {@code settings} is to be inherited as well
 */
public record DestinationChange(
    Boolean consumptionPaused,
    Boolean productionPaused,
    Map<String, String> settings,
    boolean noOthers) {
  public DestinationChange {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
