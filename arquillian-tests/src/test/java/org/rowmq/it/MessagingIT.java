package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.app.messaging.Deliveries;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;

@ExtendWith(ArquillianExtension.class)
class MessagingIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("messaging").addPackage(Deliveries.class.getPackage());
  }

  @Test
  void anMdbConsumesWhatABeanSent() {
    send("hello");

    awaitDeliveriesOf("hello", "hello 1 false");
  }

  @Test
  void aRollbackRedeliversAndCounts() {
    send("rollback 3");

    awaitDeliveriesOf("rollback", "rollback 3 1 false", "rollback 3 2 true", "rollback 3 3 true");
  }

  @Test
  void anExceptionRedeliversAndCounts() {
    send("throw 2");

    awaitDeliveriesOf("throw", "throw 2 1 false", "throw 2 2 true");
  }

  @Test
  void aMessageAndARowAreCommittedTogether() {
    Http.post(application, "messages?row=commit", "committed");

    awaitDeliveriesOf("committed", "committed 1 false");
    assertThat(Http.get(application, "messages?rows").lines()).contains("committed");
  }

  @Test
  void aMessageAndARowAreRolledBackTogether() {
    Http.post(application, "messages?row=rollback", "taken-back");
    Http.post(application, "messages?row=commit", "sent-after");

    awaitDeliveriesOf("sent-after", "sent-after 1 false");
    assertThat(deliveriesOf("taken-back")).isEmpty();
    assertThat(Http.get(application, "messages?rows").lines())
        .contains("sent-after")
        .doesNotContain("taken-back");
  }

  @Test
  void aMessageAlreadyWrittenIsTakenBackWhenTheCommitFails() {
    Http.post(application, "messages?row=late", "too-late");
    Http.post(application, "messages?row=commit", "sent-next");

    awaitDeliveriesOf("sent-next", "sent-next 1 false");
    assertThat(deliveriesOf("too-late")).isEmpty();
    assertThat(Http.get(application, "messages?rows").lines())
        .contains("sent-next")
        .doesNotContain("too-late");
  }

  @Test
  void anAcknowledgementAlreadyWrittenIsTakenBackWhenTheCommitFails() {
    send("late 3");

    awaitDeliveriesOf("late", "late 3 1 false", "late 3 2 true", "late 3 3 true");
  }

  private void send(String text) {
    Http.post(application, "messages", text);
  }

  private void awaitDeliveriesOf(String firstWord, String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(deliveriesOf(firstWord)).containsExactly(expected));
  }

  private List<String> deliveriesOf(String firstWord) {
    return Http.get(application, "messages")
        .lines()
        .filter(line -> line.startsWith(firstWord + " "))
        .toList();
  }
}
