package org.rowmq.console.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the console may know of the provider: what an application can see of it in a server. */
@AnalyzeClasses(
    packages = "org.rowmq.console",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ConsoleArrowsTest {
  @ArchTest
  static final ArchRule theConsoleSeesManagementOnly =
      classes()
          .that()
          .resideInAPackage("org.rowmq.console..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("org.rowmq", "org.rowmq.management", "org.rowmq.console..")
                  .or(not(resideInAPackage("org.rowmq.."))))
          .because("store and broker are loaded privately by the adapter: a WAR cannot see them");
}
