package org.rowmq.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which. The reasons are in docs/decisions/001-packages.md. */
@AnalyzeClasses(packages = "org.rowmq", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageArrowsTest {
  private static final String API = "org.rowmq";
  private static final String METRICS = "org.rowmq.metrics";
  private static final String SELECTOR = "org.rowmq.selector";
  private static final String MESSAGE = "org.rowmq.message";
  private static final String STORE = "org.rowmq.store";
  private static final String JPA = "org.rowmq.store.jpa";
  private static final String REDO = "org.rowmq.store.redo";
  private static final String BROKER = "org.rowmq.broker";
  private static final String TRANSACTION = "org.rowmq.transaction";
  private static final String TRACING = "org.rowmq.tracing";
  private static final String CLIENT = "org.rowmq.client";
  private static final String JNDI = "org.rowmq.jndi";
  private static final String MANAGEMENT = "org.rowmq.management";
  private static final String MANAGEMENT_SERVICE = "org.rowmq.management.service";

  private static final DescribedPredicate<JavaClass> CONNECTION_FACTORY =
      describe(
          "the Java SE connection factory",
          type -> type.getName().startsWith("org.rowmq.client.RowmqConnectionFactory"));

  private static ArchRule arrows(String from, String... to) {
    return classes()
        .that(resideInAPackage(from).and(DescribedPredicate.not(CONNECTION_FACTORY)))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(to)
                .or(resideInAPackage(from))
                .or(DescribedPredicate.not(resideInAPackage("org.rowmq.."))))
        .because("DESIGN section 2 gives the allowed arrows");
  }

  @ArchTest static final ArchRule theApiKnowsNothingElse = arrows(API);
  @ArchTest static final ArchRule metricsKnowNothingElse = arrows(METRICS);
  @ArchTest static final ArchRule tracingKnowsNothingElse = arrows(TRACING);
  @ArchTest static final ArchRule selectorsKnowNothingElse = arrows(SELECTOR);
  @ArchTest static final ArchRule messagesKnowSelectors = arrows(MESSAGE, API, SELECTOR);
  @ArchTest static final ArchRule theStoreSpiKnowsNobody = arrows(STORE, API, METRICS);
  @ArchTest static final ArchRule theRedoLogKnowsNobody = arrows(REDO);

  @ArchTest
  static final ArchRule theJpaStoreKnowsItsSpiAndTheRedoLog =
      arrows(JPA, STORE, REDO, API, METRICS);

  @ArchTest
  static final ArchRule theBrokerKnowsTheStoreSpi =
      arrows(BROKER, STORE, SELECTOR, MESSAGE, METRICS, API);

  @ArchTest static final ArchRule transactionsKnowTheBroker = arrows(TRANSACTION, BROKER, STORE);

  @ArchTest
  static final ArchRule clientsKnowBrokerAndTransactions =
      arrows(CLIENT, BROKER, TRANSACTION, TRACING, MESSAGE, SELECTOR, STORE, API);

  @ArchTest static final ArchRule jndiKnowsTheConnectionFactory = arrows(JNDI, CLIENT, API);

  @ArchTest
  static final ArchRule jmxKnowsTheManagementApi =
      arrows("org.rowmq.management.jmx", MANAGEMENT, API);

  @ArchTest static final ArchRule theManagementApiStandsAlone = arrows(MANAGEMENT, API);

  @ArchTest
  static final ArchRule theManagementServiceKnowsBrokerAndStore =
      arrows(MANAGEMENT_SERVICE, MANAGEMENT, BROKER, STORE, MESSAGE, METRICS, API);

  @ArchTest
  static final ArchRule onlyTheJpaStoreKnowsPersistence =
      noClasses()
          .that(DescribedPredicate.not(resideInAPackage(JPA)))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "org.flywaydb.."))
          .because("another store must be possible, and the adapter shows none of it");
}
