package org.rowmq.testing;

import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.Store;

/** Entries for changes that are told of, in tests that are about the change. */
public final class AuditEntries {
  private AuditEntries() {}

  /** A new one, which says nothing in particular. */
  public static AuditRow any(Store store) {
    return new AuditRow(
        store.nextId(), 1, "u", "admin", "::1", "a", "queue", "q", 0, "{}", "OK", null, "r");
  }
}
