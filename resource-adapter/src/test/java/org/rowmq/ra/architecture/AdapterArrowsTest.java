package org.rowmq.ra.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the adapter's visible shell and its private part may know. */
@AnalyzeClasses(packages = "org.rowmq.ra", importOptions = ImportOption.DoNotIncludeTests.class)
class AdapterArrowsTest {
  @ArchTest
  static final ArchRule theVisibleShellNeedsNothingThatIsLoadedPrivately =
      classes()
          .that()
          .resideInAPackage("org.rowmq.ra")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.rowmq", "org.rowmq.management", "org.rowmq.ra")
                  .or(resideInAnyPackage("java..", "javax..", "jakarta.."))
                  // the JDK's XML parser
                  .or(resideInAnyPackage("org.w3c.dom..", "org.xml.sax..")))
          .because("every application of the server sees these classes, and nothing behind them");

  @ArchTest
  static final ArchRule thePrivatePartReachesTheStoreThroughTheNode =
      noClasses()
          .that()
          .resideInAPackage("org.rowmq.ra..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.rowmq.store.jpa..")
                  .or(resideInAPackage("org.hibernate.."))
                  .or(resideInAPackage("jakarta.persistence..")))
          .because("the runtime opens the store");

  @ArchTest
  static final ArchRule inboundAndOutboundKnowNothingOfEachOther =
      noClasses()
          .that(
              resideInAPackage("org.rowmq.ra.inbound..")
                  .and(not(resideInAPackage("org.rowmq.ra.outbound.."))))
          .should()
          .dependOnClassesThat(resideInAPackage("org.rowmq.ra.outbound.."))
          .because("a delivery is no connection of the application");
}
