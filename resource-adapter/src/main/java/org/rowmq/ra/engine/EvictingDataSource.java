package org.rowmq.ra.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The server's pool, which is not given back what has broken. A connection on which something went
 * wrong is asked whether it still answers when it is closed, and aborted if not; otherwise Payara,
 * unless validation is switched on, would go on giving it out long after the database has come
 * back. Thread-safe as the pool is; a connection belongs to one thread at a time.
 */
final class EvictingDataSource implements InvocationHandler {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final int VALIDATION_SECONDS = 1;

  private final DataSource pool;

  private EvictingDataSource(DataSource pool) {
    this.pool = pool;
  }

  /** The pool with connections that are looked after. */
  static DataSource of(DataSource pool) {
    return proxy(DataSource.class, new EvictingDataSource(pool));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            EvictingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object result = call(proxy, pool, method, arguments);
    return result instanceof Connection connection
        ? proxy(Connection.class, new Borrowed(connection))
        : result;
  }

  private static Object call(Object proxy, Object target, Method method, Object[] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> target.toString();
      };
    }
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** One connection, until it is closed. */
  private static final class Borrowed implements InvocationHandler {
    private final Connection connection;
    private boolean suspect;

    Borrowed(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (suspect && method.getName().equals("close")) {
        suspect = false;
        abortUnlessItAnswers();
      }
      try {
        return call(proxy, connection, method, arguments);
      } catch (Throwable e) {
        suspect = true;
        throw e;
      }
    }

    private void abortUnlessItAnswers() {
      if (BrokenConnections.answers(connection, VALIDATION_SECONDS)) {
        return;
      }
      try {
        // tells the pool not to keep it
        connection.abort(Runnable::run);
      } catch (SQLException | RuntimeException e) {
        LOG.log(Level.FINE, "A broken connection that cannot be aborted", e);
      }
    }
  }
}
