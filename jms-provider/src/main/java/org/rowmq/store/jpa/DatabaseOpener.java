package org.rowmq.store.jpa;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.h2.mvstore.MVStore;
import org.hibernate.SessionFactory;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.Durability;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreUnavailableException;

/**
 * Opens what a configuration names: the lock of the directory, the pool, H2's settings, the tables,
 * Hibernate. What has been opened is closed in the opposite order, also when a later step fails.
 */
final class DatabaseOpener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DatabaseOpener.class.getName());
  private static final int CONNECT_SECONDS = 10;
  private static final int EMBEDDED_CONNECTIONS = 10;
  private static final int FEWEST_CONNECTIONS = 2;

  /** One thing to be closed. */
  @FunctionalInterface
  private interface Closing {
    void close() throws Exception;
  }

  private final StoreConfig config;
  private final WritingTurn turn = new WritingTurn();
  private final Deque<Closing> closings = new ArrayDeque<>();

  private Dialect dialect;
  private String location;
  private String product;
  private String schemaVersion;
  private Database database;
  private EmbeddedConnections ownConnections;
  private Path file;
  private Redo redo;
  private DiskForce disk = DiskForce.none();
  private DiskForce groupDisk = DiskForce.none();

  private DatabaseOpener(StoreConfig config) {
    this.config = config;
  }

  static DatabaseOpener open(StoreConfig config) {
    DatabaseOpener opener = new DatabaseOpener(config);
    try {
      opener.open();
      return opener;
    } catch (RuntimeException | Error e) {
      opener.closeAfter(e);
      throw e;
    }
  }

  Database database() {
    return database;
  }

  /** Forces all that has been committed. */
  DiskForce disk() {
    return disk;
  }

  /** Forces what groups of messages have committed. */
  DiskForce groupDisk() {
    return groupDisk;
  }

  String product() {
    return product;
  }

  String schemaVersion() {
    return schemaVersion;
  }

  private void open() {
    Names names = Names.of(config.schema(), config.tablePrefix());
    StoreConfig.Database where = config.database();
    boolean exclusive = where instanceof StoreConfig.Embedded;
    DataSource dataSource;
    if (where instanceof StoreConfig.Embedded embedded) {
      dataSource = openEmbedded(embedded, names);
    } else if (where instanceof StoreConfig.Jdbc jdbc) {
      dataSource = openJdbc(jdbc);
    } else if (where instanceof StoreConfig.Shared shared) {
      location = shared.description();
      dataSource = shared.dataSource();
    } else {
      throw new IllegalArgumentException("database " + where);
    }
    identify(dataSource);
    Names folded = names.folded(dialect.identifiers());
    schemaVersion = SchemaMigration.migrate(dataSource, dialect, folded, location);
    SessionFactory sessions = HibernateBoot.build(dialect, folded);
    closings.push(sessions::close);
    database =
        new Database(
            dataSource,
            sessions,
            dialect,
            folded,
            location,
            exclusive,
            turn,
            exclusive ? redo : Commits.PLAIN,
            new SlowCalls(config.slowCallThreshold(), Clock.systemUTC()));
    warnOfDoubts(dataSource);
    if (!dialect.commitForces()) {
      disk = exclusive ? forceOfOurOwn() : forceIfAllowed();
    }
    groupDisk = disk;
    if (exclusive) {
      useRedoLog();
    }
  }

  private DataSource openEmbedded(StoreConfig.Embedded embedded, Names names) {
    dialect = Dialect.H2;
    Path directory = embedded.dataDirectory();
    location = directory.toAbsolutePath().toString();
    DirectoryLock lock = DirectoryLock.acquire(directory);
    closings.push(lock::close);
    Names folded = names.folded(Dialect.Case.UPPER);
    redo =
        new Redo(
            RedoFiles.of(directory, names),
            embedded.redoLogBytes(),
            config.durability(),
            folded,
            turn);
    EmbeddedConnections connections =
        new EmbeddedConnections(directory, config.durability(), location, redo);
    closings.push(connections::deregister);
    closings.push(redo::closed);
    ownConnections = connections;
    try (Connection first = connections.getConnection()) {
      file = H2Settings.real(H2Settings.file(directory));
      closings.push(new EmbeddedShutdown(connections, file, location, config.threads())::run);
      closings.push(new Compaction(connections, turn, redo, config.threads())::close);
      LOG.log(Level.DEBUG, "opened {0}", first.getMetaData().getDatabaseProductVersion());
    } catch (SQLException e) {
      throw FailureTranslation.translate("opening the database file", location, e);
    } catch (IOException e) {
      throw FailureTranslation.translate("looking at the database file", location, e);
    }
    return pool(connections, EMBEDDED_CONNECTIONS);
  }

  private DataSource openJdbc(StoreConfig.Jdbc jdbc) {
    dialect = Dialect.ofUrl(jdbc.url());
    location = Locations.withoutSecrets(jdbc.url());
    if (jdbc.maxConnections() < FEWEST_CONNECTIONS) {
      throw new ConfigurationException(
          "maxConnections "
              + jdbc.maxConnections()
              + " is too few: a node needs at least "
              + FEWEST_CONNECTIONS);
    }
    DriverConnections connections =
        new DriverConnections(dialect.driver(), jdbc.url(), jdbc.user(), jdbc.password());
    closings.push(connections::deregister);
    dialect.connectionProperties().forEach(connections::with);
    try (Connection first = connections.getConnection()) {
      LOG.log(Level.DEBUG, "connected to {0}", first.getMetaData().getDatabaseProductVersion());
    } catch (SQLException e) {
      throw new StoreUnavailableException(
          "no connection to "
              + location
              + " (SQL state "
              + e.getSQLState()
              + "): check that the database runs, and the settings jdbcUrl, user and password",
          e);
    }
    return pool(connections, jdbc.maxConnections());
  }

  private HikariDataSource pool(DataSource connections, int most) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("rowmq-" + config.nodeName());
    pool.setDataSource(connections);
    pool.setMaximumPoolSize(most);
    pool.setMinimumIdle(FEWEST_CONNECTIONS);
    pool.setAutoCommit(false);
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool.setConnectionTimeout(CONNECT_SECONDS * 1000L);
    pool.setConnectionInitSql(dialect.connectionInit());
    // commits it: otherwise the first rollback would undo it
    pool.setIsolateInternalQueries(true);
    pool.setThreadFactory(config.threads());
    pool.setExceptionOverride(new GoneConnections());
    HikariDataSource opened =
        connections instanceof EmbeddedConnections embedded
            ? new EmbeddedPool(pool, embedded)
            : new HikariDataSource(pool);
    closings.push(opened::close);
    return opened;
  }

  /** Which database it is, whatever the URL says. */
  private void identify(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      DatabaseMetaData data = connection.getMetaData();
      product = data.getDatabaseProductName() + " " + data.getDatabaseProductVersion();
      dialect =
          Dialect.ofProduct(
              data.getDatabaseProductName(),
              data.getDatabaseMajorVersion(),
              data.getDatabaseMinorVersion());
    } catch (SQLException e) {
      throw new StoreUnavailableException(
          "no connection to "
              + location
              + " (SQL state "
              + e.getSQLState()
              + "): check the data source",
          e);
    }
  }

  /** The server's own settings are its administrator's; we only say what they mean. */
  private void warnOfDoubts(DataSource dataSource) {
    if (dialect.doubts() == null) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(dialect.doubts());
        ResultSet doubts = statement.executeQuery()) {
      while (doubts.next()) {
        LOG.log(
            Level.WARNING,
            "The database server {0} may lose messages when it loses power: {1}",
            location,
            doubts.getString(1));
      }
    } catch (SQLException e) {
      throw database.failed("reading the server's settings", e);
    }
  }

  private DiskForce forceOfOurOwn() {
    if (config.durability() != Durability.POWER_LOSS) {
      return DiskForce.none();
    }
    return DiskForce.of(
        new EmbeddedForce(ownConnections, redo, file, config.threads()), ownConnections::openings);
  }

  private void useRedoLog() {
    DiskForce.Action checkpoint = this::writeToFile;
    if (disk.needed()) {
      checkpoint = disk::force;
      groupDisk = DiskForce.of(() -> redo.force(disk), ownConnections::openings);
    }
    closings.push(
        new Checkpoints(redo, ownConnections, database, checkpoint, config.threads())::close);
  }

  /** A file of the operating system's survives the end of this process. */
  private void writeToFile() throws SQLException {
    MVStore store = ownConnections.open().getStore().getMvStore();
    Redo.Mark mark = redo.write(store, () -> {});
    if (store.isClosed()) {
      throw new SQLException(
          "the database was closed while it was written to its file", store.getPanicException());
    }
    redo.written(mark);
  }

  /** An H2 that somebody else configures: as much as its user's rights allow. */
  private DiskForce forceIfAllowed() {
    SharedH2 shared = new SharedH2(location);
    try {
      database.command(shared::prepare);
      if (config.durability() == Durability.PROCESS_CRASH) {
        return DiskForce.none();
      }
      DiskForce.Action checkpoint = DiskForce.checkpoint(database);
      checkpoint.run();
      return DiskForce.of(checkpoint);
    } catch (SQLException e) {
      shared.warnOfMissingRight(database.dataSource(), e);
      return DiskForce.none();
    }
  }

  /** A pool would wait for a database that cannot be opened, as long as for one that is busy. */
  private static final class EmbeddedPool extends HikariDataSource {
    private final EmbeddedConnections embedded;

    EmbeddedPool(HikariConfig settings, EmbeddedConnections embedded) {
      super(settings);
      this.embedded = embedded;
    }

    @Override
    public Connection getConnection() throws SQLException {
      embedded.open();
      return super.getConnection();
    }
  }

  /** H2 says in its own way that a connection is of no use any more. */
  private static final class GoneConnections implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
      return FailureTranslation.isUnavailable(failure)
          ? Override.MUST_EVICT
          : Override.CONTINUE_EVICT;
    }
  }

  private void closeAfter(Throwable first) {
    while (!closings.isEmpty()) {
      try {
        closings.pop().close();
      } catch (Exception e) {
        first.addSuppressed(e);
      }
    }
  }

  @Override
  public void close() {
    while (!closings.isEmpty()) {
      try {
        closings.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "part of the store was not closed properly", e);
      }
    }
  }
}
