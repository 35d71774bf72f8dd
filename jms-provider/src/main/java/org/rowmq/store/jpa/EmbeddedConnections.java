package org.rowmq.store.jpa;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.rowmq.store.Durability;
import org.rowmq.store.StoreException;
import org.rowmq.store.jpa.SingleWriterFilePath.GoneBackException;
import org.rowmq.store.jpa.SingleWriterFilePath.Trust;

/**
 * Connections to the embedded database. H2 closes it by itself when it can no longer write or when
 * memory is short; the next connection opens the file again. That is done by one thread at a time,
 * waits until H2 has let go of the file, and makes the settings anew.
 */
final class EmbeddedConnections implements DataSource {
  private static final System.Logger LOG = System.getLogger(EmbeddedConnections.class.getName());

  /** The file is still locked, by the database that is closing in this process. */
  private static final int ALREADY_OPEN = 90020;

  /** How long H2 may take to let go of the file. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final DriverConnections driver;
  private final List<String> urls = new ArrayList<>();
  private final Path directory;
  private final String location;
  private final Durability durability;
  private final Redo redo;
  private final ReentrantLock opening = new ReentrantLock();
  private final Condition pause = opening.newCondition();

  private volatile long openings;

  /** Guarded by {@link #opening}. */
  private boolean wasOpen;

  /** The open database, as far as we know. */
  private volatile WeakReference<Database> known = new WeakReference<>(null);

  /**
   * @param location for messages
   * @param redo what is not in the file when it is opened
   */
  EmbeddedConnections(Path directory, Durability durability, String location, Redo redo) {
    ForcedFilePath.register();
    for (int number = 0; number < SingleWriterFilePath.NAMES; number++) {
      urls.add(H2Settings.url(directory, durability, number));
    }
    this.driver = new DriverConnections(Dialect.H2.driver(), urls.get(0), "sa", "");
    this.directory = directory;
    this.location = location;
    this.durability = durability;
    this.redo = redo;
  }

  /** Nothing of this stays behind in the driver's classes or in H2's. */
  void deregister() {
    driver.deregister();
    ForcedFilePath.unregister();
  }

  /** The database is about to be closed properly, by this connection. */
  void closing(Connection connection) throws SQLException {
    redo.closing(connection);
  }

  /**
   * How often the database has been opened. What was committed and not forced before it was opened
   * once more may be gone.
   */
  long openings() {
    return openings;
  }

  /** The database, opened again if need be. */
  Database open() throws SQLException {
    Database last = known.get();
    if (last != null && isOpen(last)) {
      return last;
    }
    try (Connection connection = getConnection()) {
      return databaseOf(connection);
    }
  }

  /**
   * H2 closes a database when a statement has run out of memory in it, because what it holds of it
   * may be changed by half. Whoever uses its store past its statements has to do so as well: it is
   * opened again like any that H2 has closed.
   */
  void closeIfOutOfMemory(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        shutDown(failure);
        return;
      }
    }
  }

  private void shutDown(Throwable failure) {
    Database last = known.get();
    if (last == null) {
      return;
    }
    try {
      last.shutdownImmediately();
    } catch (OutOfMemoryError e) {
      // it is closing all the same: whoever opens it again goes on with that
      failure.addSuppressed(e);
    }
  }

  /** Whether it is open, as far as we know. */
  boolean isOpen() {
    Database last = known.get();
    return last != null && isOpen(last);
  }

  /** The store of the database, if it is open; null otherwise. */
  MVStore openStore() {
    Database last = known.get();
    return last != null && isOpen(last) ? last.getStore().getMvStore() : null;
  }

  private static boolean isOpen(Database database) {
    return !database.isClosing() && !database.getStore().getMvStore().isClosed();
  }

  private static Database databaseOf(Connection connection) throws SQLException {
    return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
  }

  @Override
  public Connection getConnection() throws SQLException {
    opening.lock();
    try {
      long end = System.nanoTime() + PATIENCE_NANOS;
      boolean told = false;
      while (true) {
        try {
          return connect();
        } catch (SQLException e) {
          if (e.getErrorCode() == ALREADY_OPEN && System.nanoTime() - end < 0) {
            awaitUninterruptibly();
          } else if (!told && FailureTranslation.isUnavailable(e)) {
            // a database that is closing tells whoever comes why
            told = true;
          } else {
            throw e;
          }
        }
      }
    } finally {
      opening.unlock();
    }
  }

  private void awaitUninterruptibly() {
    boolean interrupted = Thread.interrupted();
    try {
      LOG.log(Level.TRACE, "{0} ns left of a pause", pause.awaitNanos(PAUSE_NANOS));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whenever H2 2.2 opens a file after a crash, it uses the space of dead chunks again though the
   * file still lists them. If it is closed before they are struck off the list, it says that it is
   * in order; but H2 then refuses to open it, or takes an older version for the newest without a
   * word, unless it looks through it as after a crash. Decisions 054 and 070.
   */
  private Connection connect() throws SQLException {
    SQLException first = null;
    for (Trust trust : Trust.values()) {
      if (first != null) {
        openNext(trust, first);
      }
      try {
        return connectAsTold();
      } catch (SQLException e) {
        if (!isOfDamagedFile(e)) {
          throw e;
        }
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  /** An older version is as good as the newest only where a loss of power may cost messages. */
  private void openNext(Trust trust, SQLException failure) throws SQLException {
    GoneBackException gone = goneBack(failure);
    if (trust == Trust.WHAT_IS_LEFT) {
      if (gone == null) {
        throw failure;
      }
      if (durability == Durability.POWER_LOSS) {
        throw new StoreException(
            "The database file in "
                + location
                + " is damaged: "
                + gone.getMessage()
                + ". Messages that were confirmed would be lost and others come again, so it is not opened, and nothing in it"
                + " was changed. Restore it from a backup; or, to go on with the older version, open a copy of it once with H2's"
                + " own tools and put that in its place.",
            failure);
      }
    }
    LOG.log(
        Level.WARNING,
        "The database in {0} cannot be opened as it is; this is tried {1}: {2}",
        location,
        trust == Trust.WHAT_IS_LEFT
            ? "with the older version, because durability is process-crash"
            : "as after a crash",
        failure.getMessage());
    try {
      SingleWriterFilePath.openNext(file(), trust);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /**
   * A database that H2 has given up may strike itself off H2's list long after that, by its name,
   * and with it the one that has been opened by that name meanwhile. So it gets another name each
   * time it is opened, and one that H2 has opened again by the same name is not used.
   */
  private Connection connectAsTold() throws SQLException {
    while (true) {
      Database last = known.get();
      boolean open = last != null && isOpen(last);
      if (!open && last != null) {
        last.shutdownImmediately();
        VersionReaders.letGo(last.getStore().getMvStore());
      }
      long number = open ? openings - 1 : openings;
      Connection connection = driver.connect(urls.get((int) (number % SingleWriterFilePath.NAMES)));
      try {
        Database database = databaseOf(connection);
        if (!open) {
          opened(connection, database);
          return connection;
        }
        if (database == last) {
          return connection;
        }
        database.shutdownImmediately();
        last.shutdownImmediately();
        VersionReaders.letGo(last.getStore().getMvStore());
        close(connection, null);
      } catch (SQLException | RuntimeException e) {
        close(connection, e);
        throw e;
      }
    }
  }

  private Path file() throws IOException {
    return H2Settings.real(H2Settings.file(directory));
  }

  private static boolean isOfDamagedFile(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof MVStoreException file
          && file.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT) {
        return true;
      }
    }
    return goneBack(failure) != null;
  }

  private static GoneBackException goneBack(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof GoneBackException gone) {
        return gone;
      }
    }
    return null;
  }

  /** The settings belong to the open database: whoever opens it makes them. */
  private void opened(Connection connection, Database database) throws SQLException {
    openings++;
    MVStore store = database.getStore().getMvStore();
    try {
      SingleWriterFilePath.opened(file(), store.getCurrentVersion(), store::getPanicException);
      H2Settings.apply(connection);
      redo.opened(connection);
      // nobody else uses it before that, or has it written to its file
      known = new WeakReference<>(database);
    } catch (GoneBackException e) {
      database.shutdownImmediately();
      throw new SQLException(e.getMessage(), e);
    } catch (IOException e) {
      database.shutdownImmediately();
      throw new SQLException("The database file in " + location + " is not where it was", e);
    } catch (SQLException | RuntimeException | Error e) {
      database.shutdownImmediately();
      throw e;
    }
    if (wasOpen) {
      LOG.log(Level.WARNING, "The database in {0} had closed and is open again", location);
    }
    wasOpen = true;
  }

  private static void close(Connection connection, Exception first) {
    try {
      connection.close();
    } catch (SQLException e) {
      if (first == null) {
        LOG.log(Level.DEBUG, "a connection to an abandoned database was not closed", e);
      } else {
        first.addSuppressed(e);
      }
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("user and password are fixed");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    driver.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return driver.getLoginTimeout();
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
