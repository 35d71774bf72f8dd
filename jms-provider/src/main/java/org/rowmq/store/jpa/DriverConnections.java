package org.rowmq.store.jpa;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.rowmq.store.ConfigurationException;

/**
 * Connections straight from a driver that our own class loader loaded: neither the thread's context
 * class loader nor DriverManager, both of which belong to the application, has a say.
 */
final class DriverConnections implements DataSource {
  private final List<Driver> before;
  private final Driver driver;
  private final String url;
  private final Properties properties = new Properties();

  /**
   * The pool waits this long for its threads when it is closed; drivers have a property of their
   * own.
   */
  private volatile int loginTimeout;

  DriverConnections(String driverClass, String url, String user, String password) {
    this.before = registered(driverClass);
    this.driver = load(driverClass);
    this.url = url;
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
  }

  DriverConnections with(String property, String value) {
    properties.setProperty(property, value);
    return this;
  }

  private static Driver load(String driverClass) {
    try {
      ClassLoader ours = DriverConnections.class.getClassLoader();
      return Class.forName(driverClass, true, ours)
          .asSubclass(Driver.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ConfigurationException(
          "the JDBC driver " + driverClass + " is not on the class path of RowMQ: add its jar", e);
    }
  }

  private static List<Driver> registered(String driverClass) {
    return Collections.list(DriverManager.getDrivers()).stream()
        .filter(driver -> driver.getClass().getName().equals(driverClass))
        .toList();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connect(url);
  }

  /** With the same properties. */
  Connection connect(String url) throws SQLException {
    Connection connection = driver.connect(url, (Properties) properties.clone());
    if (connection == null) {
      throw new SQLException(
          "the driver does not accept the URL " + Locations.withoutSecrets(url), "08001");
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("user and password are fixed");
  }

  /**
   * Drivers register themselves with DriverManager when they are loaded, which would keep a private
   * class loader from being collected. One that was registered before we came, or that is shared by
   * all (plain Java SE), stays.
   */
  void deregister() {
    if (DriverConnections.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
      return;
    }
    for (Driver candidate : registered(driver.getClass().getName())) {
      if (!before.contains(candidate) && candidate.getClass() == driver.getClass()) {
        try {
          DriverManager.deregisterDriver(candidate);
        } catch (SQLException | SecurityException e) {
          System.getLogger(DriverConnections.class.getName())
              .log(System.Logger.Level.DEBUG, "a JDBC driver stays registered", e);
        }
      }
    }
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeout = seconds;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("no logger");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
