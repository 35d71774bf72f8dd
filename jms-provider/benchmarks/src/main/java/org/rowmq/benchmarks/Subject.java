package org.rowmq.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured: a provider and where it keeps its messages.
 *
 * @param provider who
 * @param storage where
 */
record Subject(Provider provider, Storage storage) {

  /** Who may be measured. */
  enum Provider {
    ROWMQ("rowmq", true),
    ARTEMIS("artemis", false),
    /** It waits until acknowledgements are stored, as RowMQ does. */
    ARTEMIS_ACKS("artemis-acks", false),
    ARTEMIS_JDBC("artemis-jdbc", true),
    KAHADB("kahadb", false),
    /** It waits until acknowledgements are stored, as RowMQ does. */
    KAHADB_ACKS("kahadb-acks", false),
    ACTIVEMQ_JDBC("activemq-jdbc", true);

    private final String label;
    private final boolean inDatabase;

    Provider(String label, boolean inDatabase) {
      this.label = label;
      this.inDatabase = inDatabase;
    }

    static Provider of(String label) {
      for (Provider provider : values()) {
        if (provider.label.equals(label)) {
          return provider;
        }
      }
      throw new UsageException("--peers knows no '" + label + "'");
    }

    String label() {
      return label;
    }
  }

  /** Where messages may be kept. */
  enum Storage {
    FILES(""),
    H2("-h2"),
    POSTGRESQL("-postgresql");

    private final String suffix;

    Storage(String suffix) {
      this.suffix = suffix;
    }

    static Storage of(String label) {
      return switch (label) {
        case "h2" -> H2;
        case "postgresql" -> POSTGRESQL;
        default ->
            throw new UsageException("--database knows h2 and postgresql, not '" + label + "'");
      };
    }
  }

  /** All combinations that exist. */
  static List<Subject> of(List<Provider> providers, List<Storage> databases) {
    List<Subject> subjects = new ArrayList<>();
    for (Provider provider : providers) {
      if (provider.inDatabase) {
        databases.forEach(database -> subjects.add(new Subject(provider, database)));
      } else {
        subjects.add(new Subject(provider, Storage.FILES));
      }
    }
    return subjects;
  }

  static Subject of(String label) {
    for (Subject subject :
        of(List.of(Provider.values()), List.of(Storage.H2, Storage.POSTGRESQL))) {
      if (subject.label().equals(label)) {
        return subject;
      }
    }
    throw new UsageException("no such subject: " + label);
  }

  boolean isRowmq() {
    return provider == Provider.ROWMQ;
  }

  /**
   * Whether a returned call means forced to disk. Those on H2 that are not ours only write each
   * commit, which survives a killed process but no loss of power.
   */
  boolean isForced() {
    return isRowmq() || storage != Storage.H2;
  }

  boolean inDatabase() {
    return provider.inDatabase;
  }

  String label() {
    return provider.label + storage.suffix;
  }
}
