package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** A subscription that outlives its consumers. */
@Section("8.3.4")
class SharedDurableSubscriptionTest extends SubscriptionTestSupport {
  @Test
  void aSharedDurableSubscriptionNeedsNoClientIdentifierAndKeepsItsMessages() throws JMSException {
    Session without = jms.session();
    without.createSharedDurableConsumer(jms.topic(), jms.name()).close();
    publish("a", "x");
    publish("b", "x");
    MessageConsumer one = without.createSharedDurableConsumer(jms.topic(), jms.name());
    MessageConsumer two = jms.session().createSharedDurableConsumer(jms.topic(), jms.name());
    assertThat(Jms.texts(one, 1)).containsExactly("a");
    assertThat(Jms.texts(two, 1)).containsExactly("b");
    one.close();
    two.close();
    without.unsubscribe(jms.name());
  }

  @Test
  void sharedAndUnsharedDurableSubscriptionsCannotHaveTheSameName() throws JMSException {
    session.createDurableConsumer(jms.topic(), "unshared").close();
    session.createSharedDurableConsumer(jms.topic(), "shared").close();
    assertRefused(
        JMSException.class,
        () -> session.createSharedDurableConsumer(jms.topic(), "unshared"),
        () -> session.createDurableConsumer(jms.topic(), "shared"),
        () -> session.createDurableSubscriber(jms.topic(), "shared"));
  }

  @Test
  void aSharedDurableSubscriptionInUseCannotBeChangedButAnIdleOneCan() throws JMSException {
    MessageConsumer active = session.createSharedDurableConsumer(jms.topic(), "name", "kind = 'a'");
    assertRefused(
        JMSException.class,
        () -> session.createSharedDurableConsumer(jms.topic(), "name"),
        () -> session.createSharedDurableConsumer(jms.topic("other"), "name", "kind = 'a'"));
    publish("lost", "a");
    active.close();
    MessageConsumer changed = session.createSharedDurableConsumer(jms.topic(), "name");
    assertThat(changed.receiveNoWait()).isNull();
    publish("here", "x");
    assertThat(Jms.texts(changed, 1)).containsExactly("here");
  }
}
