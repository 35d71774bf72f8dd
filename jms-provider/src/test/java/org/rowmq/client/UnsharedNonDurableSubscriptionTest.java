package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.TopicSubscriber;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** A subscription that lasts as long as its one consumer. */
@Section("8.3.1")
class UnsharedNonDurableSubscriptionTest extends SubscriptionTestSupport {
  @Test
  void everyConsumerHasItsOwnSubscription() throws JMSException {
    MessageConsumer one = session.createConsumer(jms.topic());
    MessageConsumer two = session.createConsumer(jms.topic());
    publish("a", "x");
    assertThat(Jms.texts(one, 1)).containsExactly("a");
    assertThat(Jms.texts(two, 1)).containsExactly("a");
  }

  @Test
  void whatComesAfterItsConsumerHasGoneIsNotKept() throws JMSException {
    session.createConsumer(jms.topic()).close();
    publish("lost", "x");
    assertThat(session.createConsumer(jms.topic()).receiveNoWait()).isNull();
  }

  @Test
  void noLocalKeepsOutWhatTheSameConnectionSendsAndNothingElse() throws JMSException {
    TopicSubscriber deaf =
        (TopicSubscriber) second().createConsumer(jms.topic(), "kind IS NULL", true);
    MessageConsumer hearing = session.createConsumer(jms.topic());
    assertThat(deaf.getNoLocal()).isTrue();
    assertThat(deaf.getTopic()).isEqualTo(jms.topic());
    session.createProducer(jms.topic()).send(session.createTextMessage("own"));
    jms.send(jms.topic(), "foreign");
    assertThat(Jms.texts(deaf, 1)).containsExactly("foreign");
    assertThat(Jms.texts(hearing, 2)).containsExactly("own", "foreign");
  }

  @Test
  void aSelectorIsPartOfTheSubscription() throws JMSException {
    MessageConsumer some = session.createConsumer(jms.topic(), "kind = 'b'");
    publish("1", "a");
    publish("2", "b");
    assertThat(Jms.texts(some, 1)).containsExactly("2");
    assertThat(some.receiveNoWait()).isNull();
  }
}
