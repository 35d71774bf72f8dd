package org.rowmq.store.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;

/**
 * A connection inside somebody else's transaction: what would begin, end or close it does nothing.
 * Hibernate sends its inserts as batches only inside a transaction of its own, and beginning one
 * touches auto-commit, which a container forbids.
 */
final class BorrowedTransaction {
  private static final Set<String> NOT_OURS =
      Set.of("setAutoCommit", "commit", "close", "setReadOnly", "setTransactionIsolation");

  private BorrowedTransaction() {}

  static Connection of(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            BorrowedTransaction.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (NOT_OURS.contains(method.getName())
                  || (method.getName().equals("rollback") && arguments == null)) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
