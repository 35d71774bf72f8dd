package org.rowmq.store;

import java.util.List;
import java.util.Set;

/**
 * Told when a unit is durable. Called once per unit, in the order of the commits of its lane,
 * before the writing call returns or its future completes. It runs on whichever thread wrote the
 * group, so it must be quick: no blocking, no store call, no application code.
 */
@FunctionalInterface
public interface CommitListener {
  /** Does nothing. */
  CommitListener NONE = rows -> {};

  /** An answer of {@link #queued}: nobody can settle the unit's rows before they are written. */
  long STAYS = -1;

  /**
   * The unit waits to be written: its rows have their ids. Called once, before {@link #durable} and
   * in the order of the ids, under the lock of the lane: it must be as quick as that, and call
   * nothing that writes.
   *
   * <p>Unless the answer is {@link #STAYS}, its rows may be accepted from now on. A row that a unit
   * which does nothing else accepts before writing has begun is not written, and both have
   * happened.
   *
   * @return {@link #STAYS} when that cannot be, else how many nanoseconds a writing call is to wait
   *     for it before it begins to write by itself, 0 for not at all
   */
  default long queued(List<StoredMessage> rows) {
    return STAYS;
  }

  /**
   * A row was accepted before it was written and never will be; before whoever accepted it is told.
   */
  default void accepted(StoredMessage row) {}

  /**
   * The unit is durable; {@code appended} are its new rows, in the order of its appends, without
   * those {@link #accepted}.
   */
  void durable(List<StoredMessage> appended);

  /**
   * What is called: the same, for who has to know in which state a row is.
   *
   * @param due ids of rows, added or released with a delivery time, whose time had come when they
   *     were written: they are available; others with a delivery time are scheduled
   */
  default void durable(List<StoredMessage> appended, Set<Long> due) {
    durable(appended);
  }

  /** Has to know in which state rows with a delivery time are. */
  @FunctionalInterface
  interface OfStates extends CommitListener {
    @Override
    void durable(List<StoredMessage> appended, Set<Long> due);

    @Override
    default void durable(List<StoredMessage> appended) {
      durable(appended, Set.of());
    }
  }
}
