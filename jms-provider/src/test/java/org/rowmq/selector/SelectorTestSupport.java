package org.rowmq.selector;

import java.util.HashMap;
import java.util.Map;

/** Asks selectors about properties written as name, value, name, value. */
final class SelectorTestSupport {

  private SelectorTestSupport() {}

  static Selector parsed(String selector) {
    try {
      return Selector.parse(selector);
    } catch (SelectorSyntaxException e) {
      throw new AssertionError(selector, e);
    }
  }

  static SelectorSource properties(Object... namesAndValues) {
    Map<String, Object> properties = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return properties::get;
  }

  static boolean matches(String selector, Object... namesAndValues) {
    return parsed(selector).matches(properties(namesAndValues));
  }

  /**
   * True, false, or null for unknown, told apart by asking for the condition and for its negation.
   */
  static Boolean truth(String condition, Object... namesAndValues) {
    if (matches(condition, namesAndValues)) {
      return true;
    }
    return matches("NOT (" + condition + ")", namesAndValues) ? false : null;
  }
}
