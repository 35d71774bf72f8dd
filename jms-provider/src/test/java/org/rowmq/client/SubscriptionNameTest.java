package org.rowmq.client;

import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Names of subscriptions. */
@Section("4.2.4")
class SubscriptionNameTest extends SubscriptionTestSupport {
  @Test
  void namesHaveAtLeast128Characters() throws JMSException {
    String name = "aZ0_.-".repeat(22).substring(0, 128);
    session.createDurableConsumer(jms.topic(), name).close();
    session.unsubscribe(name);
    session.createSharedConsumer(jms.topic(), name);
  }

  @Test
  void aSubscriptionNeedsANameAndATopic() {
    JMSContext context = jms.context();
    assertRefused(
        JMSException.class,
        () -> session.createDurableConsumer(jms.topic(), null),
        () -> session.createDurableSubscriber(jms.topic(), ""),
        () -> session.createSharedConsumer(jms.topic(), null),
        () -> session.createSharedDurableConsumer(jms.topic(), null));
    assertRefused(JMSRuntimeException.class, () -> context.createSharedConsumer(jms.topic(), null));
    assertRefused(
        InvalidDestinationException.class,
        () -> session.createDurableConsumer(null, "name"),
        () -> session.createDurableSubscriber(null, "name"),
        () -> session.createSharedConsumer(null, "name"),
        () -> session.createSharedDurableConsumer(null, "name"));
    assertRefused(
        InvalidDestinationRuntimeException.class,
        () -> context.createSharedConsumer(null, "name"),
        () -> context.createSharedDurableConsumer(null, "name"));
  }
}
