package org.rowmq.client;

import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Temporary topics have no durable subscriptions. */
@Section("4.2.7")
class TemporaryTopicTest extends SubscriptionTestSupport {
  @Test
  void aTemporaryTopicHasNoDurableSubscriptions() throws JMSException {
    TemporaryTopic temporary = session.createTemporaryTopic();
    assertRefused(
        InvalidDestinationException.class,
        () -> session.createDurableConsumer(temporary, "name"),
        () -> session.createDurableSubscriber(temporary, "name"),
        () -> session.createSharedDurableConsumer(temporary, "name"));
    session.createSharedConsumer(temporary, "name");
  }
}
