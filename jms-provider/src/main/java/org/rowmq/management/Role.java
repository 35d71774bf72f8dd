package org.rowmq.management;

/** What a console user may do; each role may do all that the one before it may. */
public enum Role {
  /** Sees lists, counts and message headers. */
  VIEWER,
  /** Also sees message bodies, sends, moves, deletes, purges and pauses. */
  OPERATOR,
  /**
   * Also creates and deletes destinations, changes settings and users, resolves prepared
   * transactions.
   */
  ADMIN;

  /** Whether this role includes {@code other}. */
  public boolean includes(Role other) {
    return ordinal() >= other.ordinal();
  }
}
