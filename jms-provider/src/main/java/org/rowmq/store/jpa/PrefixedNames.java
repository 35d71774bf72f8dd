package org.rowmq.store.jpa;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;

/** Table names with the configured prefix. */
final class PrefixedNames extends PhysicalNamingStrategyStandardImpl {
  private final String prefix;

  PrefixedNames(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Identifier toPhysicalTableName(Identifier logical, JdbcEnvironment environment) {
    return Identifier.toIdentifier(prefix + logical.getText());
  }
}
