package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collection;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.rowmq.store.SlowCall;
import org.rowmq.store.StoreException;

/**
 * Short transactions on connections of the data source. A connection is given back as it came: same
 * auto-commit, isolation and read-only setting, because it may be the application's.
 *
 * @param location for messages; holds no secret
 * @param exclusive this node is the only owner, so rows need no owner
 * @param turn of who changes an exclusive database
 * @param commits of what changes something
 * @param slowCalls remembers what takes long
 */
record Database(
    DataSource dataSource,
    SessionFactory sessions,
    Dialect dialect,
    Names names,
    String location,
    boolean exclusive,
    WritingTurn turn,
    Commits commits,
    SlowCalls slowCalls) {

  private static final System.Logger LOG = System.getLogger(Database.class.getName());
  private static final int ATTEMPTS = 5;

  /** Work inside a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run(Tx tx) throws SQLException;
  }

  /** Work on a connection in auto-commit mode. */
  @FunctionalInterface
  interface Command {
    void run(Connection connection) throws SQLException;
  }

  /** A question that one statement answers. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** The commit itself failed: whether it happened is not known. */
  static final class CommitFailedException extends SQLException {
    CommitFailedException(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
    }

    /** What the commit was answered with. */
    SQLException answer() {
      return (SQLException) getCause();
    }
  }

  /**
   * Runs work in a transaction of its own and commits. Repeated when the database chose it as the
   * victim of a deadlock.
   *
   * @param tried for messages, as in "creating a destination"
   */
  <T> T transaction(String tried, Work<T> work) {
    return watched(tried, work, false);
  }

  /**
   * Runs work that changes nothing in a transaction of its own. It does not matter whether that was
   * committed.
   *
   * @param tried for messages, as in "reading messages"
   */
  <T> T reading(String tried, Work<T> work) {
    return watched(tried, work, true);
  }

  private <T> T watched(String tried, Work<T> work, boolean reading) {
    long began = System.nanoTime();
    T result = null;
    boolean failed = true;
    try {
      result = repeatedly(tried, work, reading);
      failed = false;
      return result;
    } finally {
      long took = System.nanoTime() - began;
      if (slowCalls.isSlow(took)) {
        int rows = result instanceof Collection<?> several ? several.size() : SlowCall.UNKNOWN;
        slowCalls.remember(tried, took, rows, SlowCall.UNKNOWN, failed);
      }
    }
  }

  private <T> T repeatedly(String tried, Work<T> work, boolean reading) {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading ? read(work) : once(work);
      } catch (SQLException | RuntimeException e) {
        Exception why = reading && e instanceof CommitFailedException commit ? commit.answer() : e;
        if (attempt >= ATTEMPTS || !(FailureTranslation.isRepeatable(why) || mayBeOpenAgain(why))) {
          throw failed(tried, why);
        }
      }
    }
  }

  /**
   * Reads in a transaction that sees one moment of the database: that of its first statement. It is
   * rolled back at the end.
   */
  <T> T snapshot(Work<T> work) throws SQLException {
    return uninterrupted(
        connection -> {
          boolean autoCommit = connection.getAutoCommit();
          int isolation = connection.getTransactionIsolation();
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          connection.setAutoCommit(false);
          try (Tx tx = new Tx(sessions, connection)) {
            return work.run(tx);
          } finally {
            rollback(connection);
            restoreIsolation(connection, autoCommit, isolation);
          }
        });
  }

  private static void restoreIsolation(Connection connection, boolean autoCommit, int isolation)
      throws SQLException {
    connection.setTransactionIsolation(isolation);
    connection.setAutoCommit(autoCommit);
  }

  /** The embedded database closes when it cannot write, and is opened again by who asks next. */
  private boolean mayBeOpenAgain(Exception failure) {
    return exclusive
        && !(failure instanceof CommitFailedException)
        // for which the pool has waited long enough
        && !(failure instanceof SQLTransientConnectionException)
        && FailureTranslation.isUnavailable(failure);
  }

  StoreException failed(String tried, Throwable failure) {
    return FailureTranslation.translate(tried, location, failure);
  }

  /** One attempt; throws what the driver or Hibernate threw. */
  <T> T once(Work<T> work) throws SQLException {
    return uninterrupted(connection -> inTurn(connection, work));
  }

  private <T> T read(Work<T> work) throws SQLException {
    return uninterrupted(connection -> inTransaction(connection, work, Commits.PLAIN));
  }

  /** With its connection, for which somebody whose turn it is may wait. */
  private <T> T inTurn(Connection connection, Work<T> work) throws SQLException {
    return exclusive
        ? turn.during(() -> inTransaction(connection, work, commits))
        : inTransaction(connection, work, commits);
  }

  /** Something that needs a connection. */
  @FunctionalInterface
  private interface Use<T> {
    T apply(Connection connection) throws SQLException;
  }

  /**
   * Keeps an interrupt of the calling thread for later: it must not stop the pool from handing out
   * a connection, nor close a file under the database.
   */
  private <T> T uninterrupted(Use<T> use) throws SQLException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return withConnection(use);
        } catch (SQLException e) {
          if (!(e.getCause() instanceof InterruptedException)) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What has been done is done, though the connection breaks when it is given back. */
  private <T> T withConnection(Use<T> use) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      return use.apply(connection);
    } finally {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.log(System.Logger.Level.DEBUG, "a connection was not given back properly", e);
      }
    }
  }

  private <T> T inTransaction(Connection connection, Work<T> work, Commits how)
      throws SQLException {
    return asRequired(connection, false, ready -> committed(ready, work, how));
  }

  /**
   * Executes one statement, which is a transaction of its own: one round trip to the server. When
   * that fails without an answer, it has been committed or not.
   */
  <T> T alone(Question<T> statement) throws SQLException {
    return uninterrupted(
        connection ->
            asRequired(
                connection,
                true,
                ready -> {
                  try {
                    return statement.ask(ready);
                  } catch (SQLException e) {
                    throw FailureTranslation.isAnswered(e) ? e : new CommitFailedException(e);
                  } catch (RuntimeException | Error e) {
                    throw new CommitFailedException(new SQLException(e));
                  }
                }));
  }

  /** Uses a connection that is as a transaction needs it, and leaves it as it was. */
  private <T> T asRequired(Connection connection, boolean autoCommitWanted, Use<T> use)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    int isolation =
        dialect.readCommittedByDefault()
            ? Connection.TRANSACTION_READ_COMMITTED
            : connection.getTransactionIsolation();
    // nobody makes connections of an embedded database read-only, and H2 executes a statement to
    // tell
    boolean readOnly = !exclusive && connection.isReadOnly();
    try {
      prepare(connection, autoCommit, autoCommitWanted, isolation, readOnly);
      return use.apply(connection);
    } finally {
      restore(connection, autoCommit, autoCommitWanted, isolation, readOnly);
    }
  }

  private <T> T committed(Connection connection, Work<T> work, Commits how) throws SQLException {
    T result;
    Tx tx = new Tx(sessions, connection);
    try (tx) {
      result = work.run(tx);
      tx.flush();
    } catch (SQLException | RuntimeException | Error e) {
      rollback(connection, e);
      throw e;
    }
    try {
      how.commit(connection, tx);
    } catch (SQLException e) {
      throw failedCommit(connection, new CommitFailedException(e));
    } catch (RuntimeException | Error e) {
      throw failedCommit(connection, new CommitFailedException(new SQLException(e)));
    }
    return result;
  }

  private CommitFailedException failedCommit(Connection connection, CommitFailedException unknown) {
    rollback(connection, unknown);
    return unknown;
  }

  /** Runs one command outside a transaction. */
  void command(Command command) throws SQLException {
    answer(
        connection -> {
          command.run(connection);
          return null;
        });
  }

  /** Asks outside a transaction: one round trip, and what is committed now. */
  <T> T answer(Question<T> question) throws SQLException {
    return uninterrupted(
        connection -> {
          boolean autoCommit = connection.getAutoCommit();
          if (!autoCommit) {
            connection.setAutoCommit(true);
          }
          try {
            return question.ask(connection);
          } finally {
            if (!autoCommit) {
              connection.setAutoCommit(false);
            }
          }
        });
  }

  private static void prepare(
      Connection connection,
      boolean autoCommit,
      boolean autoCommitWanted,
      int isolation,
      boolean readOnly)
      throws SQLException {
    if (readOnly) {
      connection.setReadOnly(false);
    }
    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
    if (autoCommit != autoCommitWanted) {
      connection.setAutoCommit(autoCommitWanted);
    }
  }

  private static void restore(
      Connection connection,
      boolean autoCommit,
      boolean autoCommitWanted,
      int isolation,
      boolean readOnly) {
    try {
      if (autoCommit != autoCommitWanted) {
        connection.setAutoCommit(autoCommit);
      }
      if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(isolation);
      }
      if (readOnly) {
        connection.setReadOnly(true);
      }
    } catch (SQLException e) {
      // a broken connection: its pool finds out when it is closed
      LOG.log(System.Logger.Level.DEBUG, "a connection could not be restored", e);
    }
  }

  /** H2 makes a version when a transaction is rolled back as well. */
  private void rollback(Connection connection) throws SQLException {
    if (exclusive) {
      turn.during(() -> rolledBack(connection));
    } else {
      connection.rollback();
    }
  }

  private static Connection rolledBack(Connection connection) throws SQLException {
    connection.rollback();
    return connection;
  }

  private void rollback(Connection connection, Throwable first) {
    try {
      rollback(connection);
    } catch (SQLException | RuntimeException e) {
      first.addSuppressed(e);
    }
  }
}
