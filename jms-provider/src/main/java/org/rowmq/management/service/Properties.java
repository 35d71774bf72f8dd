package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.rowmq.management.MessageDetail.PropertyView;
import org.rowmq.message.RowmqMessage;

/** A message's properties for people. */
final class Properties {
  private static final Pattern SECRET =
      Pattern.compile("password|token|secret|authorization", Pattern.CASE_INSENSITIVE);
  private static final String HIDDEN = "***";

  private Properties() {}

  /** All of them; the values of those that look like secrets are hidden from everybody. */
  static List<PropertyView> of(RowmqMessage message, boolean valuesVisible) {
    List<PropertyView> views = new ArrayList<>();
    for (String name : Collections.list(message.getPropertyNames())) {
      Object value = message.getObjectProperty(name);
      String shown = value == null ? null : value.toString();
      if (!valuesVisible) {
        shown = null;
      } else if (shown != null && SECRET.matcher(name).find()) {
        shown = HIDDEN;
      }
      views.add(new PropertyView(name, value == null ? "null" : typeName(value), shown));
    }
    return views;
  }

  static String typeName(Object value) {
    return value instanceof byte[] ? "byte[]" : value.getClass().getSimpleName();
  }
}
