package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** How a durable subscription ends. */
@Section({"8.3.3", "8.3.4"})
class UnsubscribeTest extends SubscriptionTestSupport {
  @Test
  void unsubscribeEndsADurableSubscription() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name").close();
    publish("lost", "x");
    session.unsubscribe("name");
    MessageConsumer anew = session.createDurableConsumer(jms.topic(), "name");
    assertThat(anew.receiveNoWait()).isNull();
  }

  @Test
  void unsubscribingWhatIsNotThereIsRefused() {
    assertRefused(
        InvalidDestinationException.class,
        () -> session.unsubscribe("nothing"),
        () -> session.unsubscribe(null),
        () -> jms.session().unsubscribe("nothing"));
    assertRefused(
        InvalidDestinationRuntimeException.class, () -> jms.context().unsubscribe("nothing"));
  }

  @Test
  void aSubscriptionInUseCannotBeUnsubscribed() throws JMSException {
    MessageConsumer consumer = session.createDurableConsumer(jms.topic(), "name");
    MessageConsumer shared = session.createSharedDurableConsumer(jms.topic(), "shared");
    assertRefused(
        IllegalStateException.class,
        () -> session.unsubscribe("name"),
        () -> session.unsubscribe("shared"));
    consumer.close();
    shared.close();
    session.unsubscribe("name");
    session.unsubscribe("shared");
  }

  @Test
  void aSubscriptionWithUnacknowledgedMessagesCannotBeUnsubscribed() throws JMSException {
    Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = client.createDurableConsumer(jms.topic(), "name");
    publish("a", "x");
    TextMessage message = Jms.receive(consumer);
    consumer.close();
    assertRefused(JMSException.class, () -> client.unsubscribe("name"));
    message.acknowledge();
    client.unsubscribe("name");
    Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
    MessageConsumer second = transacted.createDurableConsumer(jms.topic(), "name");
    publish("b", "x");
    Jms.receive(second);
    second.close();
    assertRefused(JMSException.class, () -> transacted.unsubscribe("name"));
    transacted.commit();
    transacted.unsubscribe("name");
  }

  @Test
  void withDupsOkItCanBeUnsubscribedAsSoonAsItsConsumerIsClosed() throws JMSException {
    Session dupsOk = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
    for (int i = 0; i < 20; i++) {
      MessageConsumer consumer = dupsOk.createDurableConsumer(jms.topic(), "name");
      publish("a", "x");
      Jms.receive(consumer);
      consumer.close();
      dupsOk.unsubscribe("name");
    }
  }
}
