package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** A subscription that lasts as long as it has consumers. */
@Section("8.3.2")
class SharedNonDurableSubscriptionTest extends SubscriptionTestSupport {
  @Test
  void aSharedSubscriptionIsSharedAcrossSessionsAndConnections() throws JMSException {
    MessageConsumer one = jms.session().createSharedConsumer(jms.topic(), jms.name());
    MessageConsumer two = jms.session().createSharedConsumer(jms.topic(), jms.name());
    publish("a", "x");
    publish("b", "x");
    Message first = one.receive(Jms.PATIENCE);
    Message second = two.receive(Jms.PATIENCE);
    assertThat(List.of(Jms.text(first), Jms.text(second))).containsExactlyInAnyOrder("a", "b");
    assertThat(one.receiveNoWait()).isNull();
  }

  @Test
  void theClientIdentifierIsPartOfTheNameOfASharedSubscription() throws JMSException {
    MessageConsumer with = session.createSharedConsumer(jms.topic(), "name");
    MessageConsumer without = jms.session().createSharedConsumer(jms.topic(), "name");
    publish("a", "x");
    assertThat(Jms.texts(with, 1)).containsExactly("a");
    assertThat(Jms.texts(without, 1)).containsExactly("a");
  }

  @Test
  void aSharedSubscriptionInUseCannotBeChanged() throws JMSException {
    session.createSharedConsumer(jms.topic(), "name", "kind = 'a'");
    Session other = second();
    assertRefused(
        JMSException.class,
        () -> other.createSharedConsumer(jms.topic(), "name"),
        () -> other.createSharedConsumer(jms.topic(), "name", "kind = 'b'"),
        () -> other.createSharedConsumer(jms.topic("other"), "name", "kind = 'a'"));
    other.createSharedConsumer(jms.topic(), "name", "kind = 'a'");
  }

  @Test
  void aSharedSubscriptionEndsWithItsLastConsumer() throws JMSException {
    MessageConsumer one = session.createSharedConsumer(jms.topic(), "name");
    MessageConsumer two = session.createSharedConsumer(jms.topic(), "name");
    one.close();
    publish("kept", "x");
    assertThat(Jms.texts(two, 1)).containsExactly("kept");
    two.close();
    publish("lost", "x");
    assertThat(session.createSharedConsumer(jms.topic("other"), "name").receiveNoWait()).isNull();
  }

  @Test
  void durableAndOtherSubscriptionsHaveSeparateNames() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name");
    session.createSharedConsumer(jms.topic(), "name");
    session.createSharedDurableConsumer(jms.topic(), "other");
    session.createSharedConsumer(jms.topic(), "other");
  }
}
