package org.rowmq.store;

import java.util.List;

/**
 * Told when a unit is durable. Called once per unit, in the order of the commits of its lane,
 * before the writing call returns or its future completes. It runs on whichever thread wrote the
 * group, so it must be quick: no blocking, no store call, no application code.
 */
@FunctionalInterface
public interface CommitListener {
  /** Does nothing. */
  CommitListener NONE = rows -> {};

  /** The unit is durable; {@code appended} are its new rows, in the order of its appends. */
  void durable(List<StoredMessage> appended);
}
