package org.rowmq.store.jpa;

import java.util.List;
import java.util.Map;
import org.rowmq.store.ConfigurationException;

/**
 * What a database can do and how it wants to be asked. The rest of the package asks for a
 * capability, never for a database's name.
 *
 * @param product beginning of the product name its driver reports
 * @param urlPrefix how its JDBC URLs begin
 * @param driver its JDBC driver
 * @param scripts where its schema scripts are
 * @param identifiers how it stores unquoted names
 * @param clock SQL for its time in milliseconds since 1970
 * @param commitForces whether a returned commit is on disk; if not, {@link DiskForce} sees to it
 * @param locksOnlyRowsReturned whether {@code order by ... limit ... for update skip locked} reads
 *     in index order and locks no more rows than it returns
 * @param locksRowsLookedAt whether a statement that locks also locks rows, for a moment, that it
 *     only looks at: see {@link AccessPath}
 * @param comparesRows whether {@code (a, b) > (?, ?)} is answered by the index of these columns,
 *     and is to be asked so: for a comparison of columns it has to know how many rows have each
 *     value, and before it does, it may read and sort all that it is to return the first few of
 * @param deletesReturnRows whether {@code delete ... returning} says which rows it has deleted, and
 *     one such statement for many rows costs less than a batch of one for each
 * @param changesInWith whether {@code with} may change rows, and what is selected from may be
 *     arrays: {@link FencedStatement}
 * @param readCommittedByDefault whether new connections run READ COMMITTED
 * @param interruptible whether an interrupted thread may use its connections; if not, an interrupt
 *     may close a file for everybody
 * @param lanes how many groups may be written at a time
 * @param connectionInit what each connection of our own pool begins with, or null
 * @param doubts SQL for a row of text for each setting of the server that makes commits less
 *     durable than they should be, or null
 * @param sizes SQL that asks its catalogue, and counts nothing: for each table the name, bytes with
 *     indexes, and rows as it estimates them, or null; and a row without name with the bytes of the
 *     whole database, where that is cheap to know. Its parameters are the schema, or null for the
 *     present one, and the pattern of names
 * @param connectionProperties what connections of our own pool ask of the driver; what the URL says
 *     comes first
 * @param oldest oldest version that will do
 */
record Dialect(
    String product,
    String urlPrefix,
    String driver,
    String scripts,
    Case identifiers,
    String clock,
    boolean commitForces,
    boolean locksOnlyRowsReturned,
    boolean locksRowsLookedAt,
    boolean comparesRows,
    boolean deletesReturnRows,
    boolean changesInWith,
    boolean readCommittedByDefault,
    boolean interruptible,
    int lanes,
    String connectionInit,
    String doubts,
    String sizes,
    Map<String, String> connectionProperties,
    Version oldest) {

  private static final String CONNECT_SECONDS = "10";

  /** How long a statement may take before the server is taken to be gone. */
  private static final String SILENT_SECONDS = "120";

  /** A version. */
  record Version(int major, int minor) {}

  /** How unquoted names are stored. */
  enum Case {
    UPPER,
    LOWER,
    AS_WRITTEN
  }

  static final Dialect H2 =
      new Dialect(
          "H2",
          "jdbc:h2:",
          "org.h2.Driver",
          "db/rowmq/h2",
          Case.UPPER,
          "cast(extract(epoch from current_timestamp) * 1000 as bigint)",
          false,
          false,
          false,
          false,
          false,
          false,
          true,
          false,
          1,
          null,
          null,
          // the functions for a single table's bytes read all of its pages
          "select cast(null as varchar), cast(setting_value as bigint), cast(null as bigint)"
              + " from information_schema.settings where setting_name = 'info.FILE_SIZE' union all"
              + " select table_name, null, row_count_estimate from information_schema.tables"
              + " where table_type = 'BASE TABLE'"
              + " and table_schema = coalesce(cast(? as varchar), current_schema)"
              + " and table_name like ? escape '!'",
          Map.of(),
          new Version(2, 2));

  static final Dialect POSTGRESQL =
      new Dialect(
          "PostgreSQL",
          "jdbc:postgresql:",
          "org.postgresql.Driver",
          "db/rowmq/postgresql",
          Case.LOWER,
          "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
          true,
          true,
          false,
          true,
          true,
          true,
          true,
          true,
          2,
          // only where it is off: other values may be stronger than on
          "select set_config('synchronous_commit', 'on', false)"
              + " where current_setting('synchronous_commit') = 'off'",
          "select 'fsync is off' where current_setting('fsync') = 'off' union all"
              + " select 'synchronous_commit is off' where current_setting('synchronous_commit') = 'off' union all"
              + " select 'full_page_writes is off' where current_setting('full_page_writes') = 'off'",
          "select cast(null as text), pg_database_size(current_database()), cast(null as bigint)"
              + " union all select cast(c.relname as text), pg_total_relation_size(c.oid),"
              // a table that has never been looked at has no pages there
              + " case when c.relpages > 0 and c.reltuples >= 0 then cast(c.reltuples as bigint) end"
              + " from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
              + " where c.relkind = 'r' and n.nspname = coalesce(cast(? as text), current_schema())"
              + " and c.relname like ? escape '!'",
          Map.of(
              "loginTimeout",
              CONNECT_SECONDS,
              "connectTimeout",
              CONNECT_SECONDS,
              "socketTimeout",
              SILENT_SECONDS,
              "tcpKeepAlive",
              "true",
              "reWriteBatchedInserts",
              "true",
              "ApplicationName",
              "RowMQ"),
          new Version(12, 0));

  static final Dialect MARIADB =
      new Dialect(
          "MariaDB",
          "jdbc:mariadb:",
          "org.mariadb.jdbc.Driver",
          "db/rowmq/mariadb",
          Case.AS_WRITTEN,
          "cast(unix_timestamp(sysdate(6)) * 1000 as signed)",
          true,
          true,
          true,
          false,
          false,
          false,
          false,
          true,
          2,
          null,
          "select 'innodb_flush_log_at_trx_commit is not 1' from (select 1 as one) x"
              + " where @@innodb_flush_log_at_trx_commit <> 1 union all"
              // after a crash the binary log says which transactions were committed
              + " select 'log_bin is on and sync_binlog is not 1' from (select 1 as one) y"
              + " where @@log_bin = 1 and @@sync_binlog <> 1",
          "select table_name, data_length + index_length, table_rows from information_schema.tables"
              + " where table_type = 'BASE TABLE' and table_schema = coalesce(?, database())"
              + " and table_name like ? escape '!'",
          Map.of(
              "connectTimeout", CONNECT_SECONDS + "000",
              "socketTimeout", SILENT_SECONDS + "000",
              "tcpKeepAlive", "true"),
          new Version(10, 6));

  private static final List<Dialect> ALL = List.of(H2, POSTGRESQL, MARIADB);

  /** The dialect of a JDBC URL. */
  static Dialect ofUrl(String url) {
    for (Dialect dialect : ALL) {
      if (url != null && url.startsWith(dialect.urlPrefix)) {
        return dialect;
      }
    }
    throw new ConfigurationException(
        "jdbcUrl '"
            + Locations.withoutSecrets(url)
            + "' is of no database that is supported; it must begin with one of "
            + ALL.stream().map(Dialect::urlPrefix).toList());
  }

  /** The dialect of a product as its driver reports it. */
  static Dialect ofProduct(String product, int major, int minor) {
    for (Dialect dialect : ALL) {
      if (product.startsWith(dialect.product)) {
        dialect.requireVersion(major, minor);
        return dialect;
      }
    }
    throw new ConfigurationException(
        "the database is "
            + product
            + ", which is not supported: use one of "
            + ALL.stream().map(Dialect::product).toList());
  }

  private void requireVersion(int major, int minor) {
    if (major < oldest.major() || (major == oldest.major() && minor < oldest.minor())) {
      throw new ConfigurationException(
          "the database is "
              + product
              + " "
              + major
              + "."
              + minor
              + ", which is too old: use "
              + oldest.major()
              + "."
              + oldest.minor()
              + " or newer");
    }
  }
}
