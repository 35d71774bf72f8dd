package org.rowmq.store.jpa;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.TcclLookupPrecedence;
import org.hibernate.engine.jdbc.connections.internal.UserSuppliedConnectionProviderImpl;

/**
 * Builds the session factory with Hibernate's own bootstrap: no persistence.xml, no container
 * services, and nothing looked up through the thread's context class loader, which inside an app
 * server belongs to some application. Sessions are opened on connections we hand in, so Hibernate
 * never connects by itself.
 */
final class HibernateBoot {
  private static final int BATCH_SIZE = 500;

  private HibernateBoot() {}

  static SessionFactory build(Dialect dialect, Names names) {
    return build(dialect, names, null);
  }

  /**
   * @param dataSource for checking the mapping against the tables; null in normal use
   */
  static SessionFactory build(Dialect dialect, Names names, DataSource dataSource) {
    BootstrapServiceRegistryBuilder loaders =
        new BootstrapServiceRegistryBuilder()
            .applyClassLoader(HibernateBoot.class.getClassLoader());
    loaders.applyTcclLookupPrecedence(TcclLookupPrecedence.NEVER);
    BootstrapServiceRegistry bootstrap = loaders.build();
    StandardServiceRegistry services =
        new StandardServiceRegistryBuilder(bootstrap)
            .addInitiator(new QuietEnvironment.Initiator())
            .applySettings(settings(dialect, names, dataSource))
            .build();
    try {
      MetadataSources sources = new MetadataSources(services);
      Entities.ALL.forEach(sources::addAnnotatedClass);
      return sources
          .getMetadataBuilder()
          .applyPhysicalNamingStrategy(new PrefixedNames(names.prefix()))
          .build()
          .getSessionFactoryBuilder()
          .build();
    } catch (RuntimeException | Error e) {
      StandardServiceRegistryBuilder.destroy(services);
      throw e;
    }
  }

  private static Map<String, Object> settings(Dialect dialect, Names names, DataSource dataSource) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("hibernate.boot.allow_jdbc_metadata_access", dataSource != null);
    if (dataSource == null) {
      settings.put("jakarta.persistence.database-product-name", dialect.product());
      settings.put("jakarta.persistence.database-major-version", dialect.oldest().major());
      settings.put("jakarta.persistence.database-minor-version", dialect.oldest().minor());
      settings.put("hibernate.connection.provider_class", new UserSuppliedConnectionProviderImpl());
    } else {
      settings.put("hibernate.connection.datasource", dataSource);
    }
    if (names.schema() != null) {
      settings.put("hibernate.default_schema", names.schema());
    }
    settings.put("hibernate.hbm2ddl.auto", "none");
    settings.put("hibernate.jdbc.batch_size", BATCH_SIZE);
    settings.put("hibernate.order_inserts", false);
    settings.put("hibernate.cache.use_second_level_cache", false);
    settings.put("hibernate.cache.use_query_cache", false);
    settings.put("hibernate.xml_mapping_enabled", false);
    settings.put("hibernate.transaction.coordinator_class", "jdbc");
    settings.put(
        "hibernate.transaction.jta.platform",
        "org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform");
    settings.put("jakarta.persistence.validation.mode", "none");
    settings.put("hibernate.bytecode.use_reflection_optimizer", true);
    settings.put("hibernate.generate_statistics", false);
    settings.put("hibernate.jmx.enabled", false);
    return settings;
  }
}
