package org.rowmq.store.jpa;

import java.sql.SQLException;
import java.util.Map;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.connections.spi.DatabaseConnectionInfo;
import org.hibernate.engine.jdbc.env.internal.JdbcEnvironmentInitiator;
import org.hibernate.engine.jdbc.env.spi.ExtractedDatabaseMetaData;
import org.hibernate.engine.jdbc.env.spi.IdentifierHelper;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.jdbc.env.spi.LobCreatorBuilder;
import org.hibernate.engine.jdbc.env.spi.NameQualifierSupport;
import org.hibernate.engine.jdbc.env.spi.QualifiedObjectNameFormatter;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;

/**
 * Hibernate's environment, without its habit of logging each SQL exception as an error before
 * throwing it. Ours are handled or translated, some are expected (a name that is taken), and the
 * drivers' messages hold values of messages.
 *
 * @param real Hibernate's own
 * @param exceptions the silent one
 */
@SuppressWarnings("deprecation") // of the interface's own methods
record QuietEnvironment(JdbcEnvironment real, SqlExceptionHelper exceptions)
    implements JdbcEnvironment {

  /** Puts it in the place of Hibernate's own. */
  static final class Initiator extends JdbcEnvironmentInitiator {
    @Override
    public JdbcEnvironment initiateService(
        Map<String, Object> settings, ServiceRegistryImplementor registry) {
      JdbcEnvironment real = super.initiateService(settings, registry);
      return new QuietEnvironment(real, new Quiet(real.getSqlExceptionHelper()));
    }

    @Override
    protected void logConnectionInfo(DatabaseConnectionInfo info) {
      // Hibernate has no connections of its own
    }
  }

  private static final class Quiet extends SqlExceptionHelper {
    Quiet(SqlExceptionHelper real) {
      super(real.getSqlExceptionConverter(), false);
    }

    @Override
    public void logExceptions(SQLException exception, String message) {
      // thrown all the same
    }
  }

  @Override
  public SqlExceptionHelper getSqlExceptionHelper() {
    return exceptions;
  }

  @Override
  public Dialect getDialect() {
    return real.getDialect();
  }

  @Override
  public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
    return real.getSqlAstTranslatorFactory();
  }

  @Override
  public ExtractedDatabaseMetaData getExtractedDatabaseMetaData() {
    return real.getExtractedDatabaseMetaData();
  }

  @Override
  public Identifier getCurrentCatalog() {
    return real.getCurrentCatalog();
  }

  @Override
  public Identifier getCurrentSchema() {
    return real.getCurrentSchema();
  }

  @Override
  public QualifiedObjectNameFormatter getQualifiedObjectNameFormatter() {
    return real.getQualifiedObjectNameFormatter();
  }

  @Override
  public IdentifierHelper getIdentifierHelper() {
    return real.getIdentifierHelper();
  }

  @Override
  public NameQualifierSupport getNameQualifierSupport() {
    return real.getNameQualifierSupport();
  }

  @Override
  public LobCreatorBuilder getLobCreatorBuilder() {
    return real.getLobCreatorBuilder();
  }
}
