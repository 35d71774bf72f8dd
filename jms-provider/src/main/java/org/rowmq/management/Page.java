package org.rowmq.management;

import java.util.List;

/**
 * Part of a list.
 *
 * @param next opaque cursor of the following part, or null at the end
 */
public record Page<T>(List<T> items, String next) {
  public Page {
    items = List.copyOf(items);
  }
}
