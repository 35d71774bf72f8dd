package org.rowmq.store.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Counts what goes to a database, and breaks things on demand. Connections are handed out with
 * auto-commit on, and must come back so.
 */
final class CountingDataSource {
  final AtomicInteger commits = new AtomicInteger();
  final AtomicInteger batches = new AtomicInteger();
  final AtomicInteger batchedRows = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final List<String> single = new CopyOnWriteArrayList<>();
  final List<String> spoiled = new CopyOnWriteArrayList<>();

  /** Rows added to batches, by statement. */
  final Map<String, Integer> rowsOf = new ConcurrentHashMap<>();

  /** Batches executed, by statement. */
  final Map<String, Integer> batchesOf = new ConcurrentHashMap<>();

  /** Rows that statements said they had changed, by statement; batches apart. */
  final Map<String, Integer> changedBy = new ConcurrentHashMap<>();

  /** What to do instead of the next commits. */
  volatile Commit commit = Connection::commit;

  /** What to do instead of executing the next statements. */
  volatile Execution execution = (sql, call) -> call.go();

  /** Statements and connections stay open, until this is false again and they are closed. */
  volatile boolean nothingCloses;

  /** Told of each query before it is executed. */
  volatile Consumer<String> asked = sql -> {};

  /** A commit. */
  @FunctionalInterface
  interface Commit {
    void commit(Connection connection) throws SQLException;
  }

  /** The execution of a statement. */
  @FunctionalInterface
  interface Execution {
    Object execute(String sql, Call call) throws Throwable;
  }

  /** What is called through. */
  @FunctionalInterface
  interface Call {
    Object go() throws Throwable;
  }

  private final DataSource real;

  CountingDataSource(DataSource real) {
    this.real = real;
  }

  void reset() {
    commits.set(0);
    batches.set(0);
    batchedRows.set(0);
    rowsOf.clear();
    batchesOf.clear();
    changedBy.clear();
    single.clear();
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (method, arguments, call) ->
            method.equals("getConnection") ? connection((Connection) call.go()) : call.go());
  }

  private Connection connection(Connection connection) {
    open.incrementAndGet();
    return proxy(
        Connection.class,
        connection,
        (method, arguments, call) -> {
          switch (method) {
            case "commit" -> {
              commits.incrementAndGet();
              commit.commit(connection);
              return null;
            }
            case "close" -> {
              open.decrementAndGet();
              if (!connection.isClosed()
                  && (!connection.getAutoCommit() || connection.isReadOnly())) {
                spoiled.add("auto-commit off or read-only");
              }
              return nothingCloses ? null : call.go();
            }
            case "prepareStatement" -> {
              return statement((String) arguments[0], (PreparedStatement) call.go());
            }
            default -> {
              return call.go();
            }
          }
        });
  }

  private PreparedStatement statement(String sql, PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        statement,
        (method, arguments, call) -> {
          switch (method) {
            case "executeBatch" -> {
              batches.incrementAndGet();
              batchesOf.merge(sql, 1, Integer::sum);
              return execution.execute(sql, call);
            }
            case "addBatch" -> {
              batchedRows.incrementAndGet();
              rowsOf.merge(sql, 1, Integer::sum);
            }
            case "execute", "executeUpdate", "executeQuery" -> {
              single.add(sql);
              asked.accept(sql);
              Object result = execution.execute(sql, call);
              if (result instanceof Integer rows) {
                changedBy.merge(sql, rows, Integer::sum);
              }
              return result;
            }
            case "close" -> {
              return nothingCloses ? null : call.go();
            }
            default -> {
              // not of interest
            }
          }
          return call.go();
        });
  }

  @FunctionalInterface
  private interface Handler {
    Object handle(String method, Object[] arguments, Call call) throws Throwable;
  }

  private <T> T proxy(Class<T> type, Handler handler) {
    return proxy(type, type.cast(real), handler);
  }

  private static <T> T proxy(Class<T> type, T target, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CountingDataSource.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                handler.handle(
                    method.getName(),
                    arguments,
                    () -> {
                      try {
                        return method.invoke(target, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }
}
