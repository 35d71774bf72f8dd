package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.broker.MaskedNames;
import org.rowmq.management.MessageDetail.PropertyView;
import org.rowmq.message.RowmqMessage;

/** A message's properties for people. */
final class Properties {
  private static final String HIDDEN = "***";

  private Properties() {}

  /** All of them, with the values of those that are not masked. */
  static List<PropertyView> of(RowmqMessage message, MaskedNames secret, boolean valuesVisible) {
    List<PropertyView> views = new ArrayList<>();
    for (String name : Collections.list(message.getPropertyNames())) {
      Object value = message.getObjectProperty(name);
      String shown = value == null ? null : value.toString();
      boolean masked = shown != null && secret.matches(name);
      if (!valuesVisible) {
        shown = null;
      } else if (masked) {
        shown = HIDDEN;
      }
      views.add(new PropertyView(name, value == null ? "null" : typeName(value), shown, masked));
    }
    return views;
  }

  /** Those that an application set and that are not masked, as they are. */
  static Map<String, Object> toSend(RowmqMessage message, MaskedNames secret) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String name : Collections.list(message.getPropertyNames())) {
      boolean ours = name.startsWith("JMS") && !name.startsWith("JMSXGroup");
      Object value = message.getObjectProperty(name);
      if (!ours && value != null && !secret.matches(name)) {
        properties.put(name, value);
      }
    }
    return properties;
  }

  static String typeName(Object value) {
    return value instanceof byte[] ? "byte[]" : value.getClass().getSimpleName();
  }
}
