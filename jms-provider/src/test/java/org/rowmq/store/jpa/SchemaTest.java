package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.store.StoreConfig;

/** The entities and the scripts describe the same tables. */
class SchemaTest {
  @TempDir static Path directory;

  static Stream<StoreConfig.Jdbc> databases() {
    return Stream.of(
        TestDatabases.h2(directory), TestDatabases.postgreSql(), TestDatabases.mariaDb());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void the_mapping_fits_the_tables(StoreConfig.Jdbc database) {
    Dialect dialect = Dialect.ofUrl(database.url());
    Names names = Names.of(null, "rowmq_").folded(dialect.identifiers());
    DriverConnections connections =
        new DriverConnections(
            dialect.driver(),
            database.url() + (dialect.equals(Dialect.H2) ? ";DB_CLOSE_DELAY=1" : ""),
            database.user(),
            database.password());
    SchemaMigration.migrate(connections, dialect, names, "test");
    try (SessionFactory sessions = HibernateBoot.build(dialect, names, connections)) {
      assertThatCode(() -> sessions.getSchemaManager().validateMappedObjects())
          .doesNotThrowAnyException();
    }
  }
}
