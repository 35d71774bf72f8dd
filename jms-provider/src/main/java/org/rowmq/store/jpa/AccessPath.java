package org.rowmq.store.jpa;

/**
 * The index by which a statement that locks finds its rows, for a database that locks, for a
 * moment, each row it looks at. Left to itself it reads a small table from end to end, and a claim
 * at that moment passes over messages that nobody has: the next ones would go before them.
 *
 * @param byId what follows the table's name where rows are found by their ids, or nothing
 * @param byTurn the same, where they are found by mailbox and state
 */
record AccessPath(String byId, String byTurn) {

  static AccessPath of(Database database) {
    return database.dialect().locksRowsLookedAt()
        ? new AccessPath(
            " force index (primary)",
            " force index (" + database.names().prefix() + "message_turn)")
        : new AccessPath("", "");
  }
}
