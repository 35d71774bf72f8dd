package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Destinations that a session makes of names. */
@Section("6.2.3")
class DestinationObjectsTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aSessionMakesDestinationsOfNames() throws JMSException {
    Session session = jms.session();
    assertThat(session.createQueue("q").getQueueName()).isEqualTo("q");
    assertThat(session.createTopic("t").getTopicName()).isEqualTo("t");
    assertThat(session.createQueue("q")).isEqualTo(session.createQueue("q"));
    assertRefused(
        JMSException.class, () -> session.createQueue(null), () -> session.createTopic(""));
  }
}
