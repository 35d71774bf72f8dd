package org.rowmq.management;

import java.util.List;

/**
 * A transaction branch that is prepared and waits for its transaction manager.
 *
 * @param xid format, global id and branch qualifier, the last two in hexadecimal, with colons
 *     between
 * @param node where it was prepared
 * @param preparedAt milliseconds since 1970
 * @param effects what becomes of which messages when it is committed
 */
public record PreparedTransaction(String xid, String node, long preparedAt, List<Effect> effects) {
  public PreparedTransaction {
    effects = List.copyOf(effects);
  }

  /**
   * What it did at one destination.
   *
   * @param destination as {@code queue://name} or {@code topic://name}
   * @param consumed whether messages were consumed there; else they were sent there
   */
  public record Effect(String destination, boolean consumed, long messages) {}
}
