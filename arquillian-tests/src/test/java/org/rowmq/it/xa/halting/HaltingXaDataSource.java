package org.rowmq.it.xa.halting;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAResource;
import org.postgresql.xa.PGXADataSource;

/**
 * PostgreSQL's XA data source. While the file that the system property {@link #HALT} names says
 * {@code commit}, the process ends, as killed, when it is to commit a prepared branch; while it
 * says {@code prepare}, when it has prepared one. The file is deleted first, so that this happens
 * once. While it says {@code hold}, a thread that is to commit never comes back, however many do.
 */
public final class HaltingXaDataSource implements XADataSource {
  /** Names the file that says when to end. */
  public static final String HALT = "rowmq.it.halt";

  /** Names it where the system property is not there. */
  public static final String HALT_VARIABLE = "ROWMQ_IT_HALT";

  private final PGXADataSource postgreSql = new PGXADataSource();

  public void setURL(String url) {
    postgreSql.setURL(url);
  }

  public void setUser(String user) {
    postgreSql.setUser(user);
  }

  public void setPassword(String password) {
    postgreSql.setPassword(password);
  }

  @Override
  public XAConnection getXAConnection() throws SQLException {
    return connection(postgreSql.getXAConnection());
  }

  @Override
  public XAConnection getXAConnection(String user, String password) throws SQLException {
    return connection(postgreSql.getXAConnection(user, password));
  }

  @Override
  public PrintWriter getLogWriter() {
    return postgreSql.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    postgreSql.setLogWriter(out);
  }

  @Override
  public int getLoginTimeout() {
    return postgreSql.getLoginTimeout();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    postgreSql.setLoginTimeout(seconds);
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  private static XAConnection connection(XAConnection connection) {
    return proxy(
        XAConnection.class,
        (proxy, method, arguments) -> {
          Object result = call(connection, method, arguments);
          return result instanceof XAResource resource ? resource(resource) : result;
        });
  }

  private static XAResource resource(XAResource resource) {
    return proxy(
        XAResource.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("commit")) {
            haltIfTold("commit");
          }
          Object result = call(resource, method, arguments);
          if (method.getName().equals("prepare")) {
            haltIfTold("prepare");
          }
          return result;
        });
  }

  private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            HaltingXaDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static void haltIfTold(String point) {
    String named = System.getProperty(HALT);
    Path file = Path.of(named == null ? System.getenv(HALT_VARIABLE) : named);
    try {
      String told = Files.exists(file) ? Files.readString(file) : "";
      if (told.equals(point)) {
        Files.delete(file);
        Runtime.getRuntime().halt(137);
      }
      if (told.equals("hold") && point.equals("commit")) {
        new CountDownLatch(1).await();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
