package org.rowmq.management.service;

import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.store.MessageStore.BrowseKey;

/** Where a list goes on, as text that a client hands back. */
final class Cursors {
  private Cursors() {}

  static String of(BrowseKey key) {
    return key.priority() + "-" + key.id();
  }

  /** Null for the beginning. */
  static BrowseKey browseKey(String cursor) {
    if (cursor == null) {
      return null;
    }
    int dash = cursor.indexOf('-');
    if (dash != 1) {
      throw unknown(null);
    }
    try {
      int priority = Integer.parseInt(cursor.substring(0, dash));
      return new BrowseKey(priority, Long.parseLong(cursor.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw unknown(e);
    }
  }

  /** {@link Long#MAX_VALUE} for the beginning. */
  static long auditId(String cursor) {
    try {
      return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw unknown(e);
    }
  }

  private static ManagementException unknown(Throwable cause) {
    return new ManagementException(Kind.INVALID, "This is not a cursor of ours.", "cursor", cause);
  }
}
