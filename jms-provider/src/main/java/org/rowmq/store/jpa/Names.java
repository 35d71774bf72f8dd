package org.rowmq.store.jpa;

import java.util.Locale;
import java.util.regex.Pattern;
import org.rowmq.store.ConfigurationException;

/**
 * Names of tables: all begin with the prefix and may have a schema in front. Both are checked here,
 * because they become part of SQL text.
 *
 * @param schema as the database stores it, or null for the connection's default
 * @param prefix as the database stores it
 */
record Names(String schema, String prefix) {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int LONGEST_PREFIX = 30;

  static Names of(String schema, String prefix) {
    if (prefix == null
        || prefix.length() > LONGEST_PREFIX
        || !IDENTIFIER.matcher(prefix).matches()) {
      throw new ConfigurationException(
          "tablePrefix '"
              + prefix
              + "' cannot begin a table name: use 1 to "
              + LONGEST_PREFIX
              + " letters, digits and underscores, not beginning with a digit, such as rowmq_");
    }
    if (schema != null && !IDENTIFIER.matcher(schema).matches()) {
      throw new ConfigurationException(
          "schema '"
              + schema
              + "' cannot be the name of a database schema: use letters, digits and underscores, not beginning"
              + " with a digit, or leave it empty for the connection's default");
    }
    return new Names(schema, prefix);
  }

  /** The same names as the database stores unquoted identifiers. */
  Names folded(Dialect.Case stored) {
    return switch (stored) {
      case UPPER -> new Names(upper(schema), upper(prefix));
      case LOWER -> new Names(lower(schema), lower(prefix));
      case AS_WRITTEN -> this;
    };
  }

  String table(String name) {
    return qualifier() + name;
  }

  /** What stands in front of the bare name of a table. */
  String qualifier() {
    return schema == null ? prefix : schema + "." + prefix;
  }

  private static String upper(String name) {
    return name == null ? null : name.toUpperCase(Locale.ROOT);
  }

  private static String lower(String name) {
    return name == null ? null : name.toLowerCase(Locale.ROOT);
  }
}
