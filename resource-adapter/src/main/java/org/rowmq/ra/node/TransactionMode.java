package org.rowmq.ra.node;

/** How a session of the adapter takes part in the container's transactions (docs/decisions/031). */
public enum TransactionMode {
  /**
   * Rows are written through the application's data source, inside its own commit; nothing is
   * enlisted.
   */
  CONTAINER,
  /** An XAResource is enlisted; prepared branches are rows. */
  XA,
  /** The container drives a transaction of this session's own. */
  LOCAL,
  /** Everything takes effect at once. */
  NONE;

  /**
   * The mode somebody set.
   *
   * @param setting lower-case name; null, empty or {@code auto} for the fallback
   */
  public static TransactionMode of(String setting, TransactionMode fallback) {
    if (setting == null || setting.isBlank() || setting.equalsIgnoreCase("auto")) {
      return fallback;
    }
    for (TransactionMode mode : values()) {
      if (mode.name().equalsIgnoreCase(setting.trim())) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "transactionMode is \"" + setting + "\": use auto, container, xa, local or none");
  }
}
