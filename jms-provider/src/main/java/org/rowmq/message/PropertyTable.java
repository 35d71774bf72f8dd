package org.rowmq.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The properties of a message, in the order they were set, and the rules for their names
 * (specification section 3.5).
 */
final class PropertyTable {

  /**
   * Set by the provider on receipt; what an application sets is ignored (specification sections
   * 3.5.9, 3.5.11).
   */
  static final String DELIVERY_COUNT = "JMSXDeliveryCount";

  /**
   * Ours; what an application sets is ignored, so that it may copy all properties of a message it
   * received.
   */
  static final String PROVIDER_PREFIX = "JMS_RowMQ_";

  private static final String GROUP_ID = "JMSXGroupID";
  private static final String GROUP_SEQUENCE = "JMSXGroupSeq";

  /**
   * As the specification writes them; a selector cannot name a property that differs in case only.
   */
  private static final Set<String> RESERVED_WORDS =
      Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");

  private final Map<String, Object> values = new LinkedHashMap<>();

  Object get(String name) {
    return values.get(name);
  }

  boolean contains(String name) {
    return values.containsKey(name);
  }

  Set<String> names() {
    return values.keySet();
  }

  Map<String, Object> values() {
    return values;
  }

  int size() {
    return values.size();
  }

  /** Sets a property for the application, which has to keep to the rules. */
  void set(String name, Object value) throws JMSException {
    checkName(name);
    if (!ValueConversions.isPropertyValue(value)) {
      throw ValueConversions.notAllowed(value, "A property");
    }
    if (name.equals(DELIVERY_COUNT) || name.startsWith(PROVIDER_PREFIX)) {
      return;
    }
    checkGroup(name, value);
    values.put(name, value);
  }

  void remove(String name) {
    values.remove(name);
  }

  /** Sets a property that is already known to be good, or is ours. */
  void put(String name, Object value) {
    values.put(name, value);
  }

  private static void checkName(String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException(
          "A property needs a name: it was " + (name == null ? "null" : "empty"));
    }
    int first = name.codePointAt(0);
    boolean valid =
        Character.isJavaIdentifierStart(first)
            && name.codePoints().allMatch(Character::isJavaIdentifierPart)
            && !RESERVED_WORDS.contains(name);
    if (!valid) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" cannot name a property: it must be a Java identifier and no word of the"
              + " selector language, so that selectors can refer to it");
    }
    if (name.startsWith("JMS") && !name.startsWith("JMSX") && !name.startsWith("JMS_")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" cannot name a property: names beginning with JMS are header fields");
    }
  }

  private static void checkGroup(String name, Object value) throws MessageFormatException {
    if (name.equals(GROUP_ID) && value != null && !(value instanceof String)) {
      throw new MessageFormatException(
          GROUP_ID + " is a String and cannot be a " + value.getClass().getSimpleName());
    }
    if (name.equals(GROUP_SEQUENCE) && value != null && !(value instanceof Integer)) {
      throw new MessageFormatException(
          GROUP_SEQUENCE + " is an int and cannot be a " + value.getClass().getSimpleName());
    }
  }
}
