package org.rowmq.it.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.it.app.outbound.CheckServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;

/**
 * What applications do with connection factories. The adapter is on a JTA data source, so {@code
 * auto} is {@code container}. Each test is a method of a bean in {@link org.rowmq.it.app.outbound}.
 */
@ExtendWith(ArquillianExtension.class)
class OutboundIT {
  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("outbound").addPackage(CheckServlet.class.getPackage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "container", "xa", "local", "none"})
  void aTransactionModeEnlistsWhatItSaysAndARollbackTakesBackWhatItSays(String mode) {
    assertPasses("modes", mode);
  }

  @Test
  void aMisspelledTransactionModeIsRefusedWithTheNearestName() {
    assertPasses("modes", "misspelled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ejb",
        "browser",
        "ejbWithoutSecondLookup",
        "requiresNew",
        "cdi",
        "timer",
        "ejbTimer",
        "withoutTransaction",
        "whatAnInjectedContextForbids",
        "manyThreads"
      })
  void anInjectedContextOfTheDefaultFactoryFollowsTheTransactionOfItsBean(String check) {
    assertPasses("contexts", check);
  }

  @Test
  void aServletsContextFollowsTheTransactionsOfItsRequest() {
    assertPasses("servlet", "inTheServlet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sessionArgumentsAreIgnoredInATransaction",
        "sessionArgumentsOutsideATransaction",
        "oneSessionForEachConnection",
        "aConnectionOutlivesTransactions",
        "anXaConnectionOutlivesTransactions",
        "aLazilyEnlistedConnectionOutlivesTransactions",
        "signOnByContainerAndByApplication",
        "idleSessionsHoldNoDatabaseConnection"
      })
  void aConnectionFollowsTheRulesOfAnApplicationServer(String check) {
    assertPasses("connections", check);
  }

  private void assertPasses(String of, String name) {
    assertThat(Http.get(application, "check?of=" + of + "&name=" + name)).isEqualTo("ok");
  }
}
