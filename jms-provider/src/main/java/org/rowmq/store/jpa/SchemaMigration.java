package org.rowmq.store.jpa;

import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.StoreException;

/**
 * Brings the tables to this version with Flyway. Nodes that start together take turns by Flyway's
 * lock; where the very first creation of its history table collides, the loser tries again.
 */
final class SchemaMigration {
  private static final int ATTEMPTS = 10;

  /** H2 in one process has no lock that survives the creation of the history table. */
  private static final Object ONE_AT_A_TIME = new Object();

  private SchemaMigration() {}

  /** Returns the version of the tables. */
  static String migrate(DataSource dataSource, Dialect dialect, Names names, String location) {
    Flyway flyway = flyway(dataSource, dialect, names);
    synchronized (ONE_AT_A_TIME) {
      for (int attempt = 1; ; attempt++) {
        try {
          return migrate(flyway, location);
        } catch (FlywayException e) {
          if (FailureTranslation.isUnavailable(e)) {
            throw FailureTranslation.translate("updating the tables", location, e);
          }
          if (attempt == ATTEMPTS) {
            throw new StoreException(
                "the tables with prefix '"
                    + names.prefix()
                    + "' in "
                    + location
                    + " could not be brought to this version: see the cause; the user needs the right to create tables,"
                    + " indexes and views",
                e);
          }
        }
      }
    }
  }

  private static String migrate(Flyway flyway, String location) {
    refuseNewer(flyway, location);
    flyway.migrate();
    return flyway.info().current().getVersion().getVersion();
  }

  private static void refuseNewer(Flyway flyway, String location) {
    MigrationVersion ours = MigrationVersion.EMPTY;
    MigrationVersion theirs = MigrationVersion.EMPTY;
    for (MigrationInfo info : flyway.info().all()) {
      MigrationVersion version = info.getVersion();
      if (version == null) {
        continue;
      }
      if (info.getState().isResolved() && version.isNewerThan(ours)) {
        ours = version;
      }
      if (info.getState().isApplied() && version.isNewerThan(theirs)) {
        theirs = version;
      }
    }
    if (theirs.isNewerThan(ours)) {
      throw new ConfigurationException(
          "the tables in "
              + location
              + " have version "
              + theirs
              + ", but this RowMQ knows only up to version "
              + ours
              + ": use the newer RowMQ that made them, or other tables (setting tablePrefix)");
    }
  }

  private static Flyway flyway(DataSource dataSource, Dialect dialect, Names names) {
    var configuration =
        Flyway.configure(SchemaMigration.class.getClassLoader())
            .dataSource(dataSource)
            .locations(new String[0])
            .resourceProvider(new Scripts(dialect.scripts()))
            .javaMigrationClassProvider(List::of)
            .table(names.prefix() + "schema_history")
            .placeholders(Map.of("t", names.qualifier(), "prefix", names.prefix()))
            // the application's own tables may be in the same schema
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .skipDefaultCallbacks(true)
            .cleanDisabled(true);
    if (names.schema() != null) {
      configuration.schemas(names.schema()).createSchemas(true);
    }
    return configuration.load();
  }
}
