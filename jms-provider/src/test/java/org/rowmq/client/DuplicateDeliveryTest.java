package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** What is acknowledged never comes back, and copies are independent. */
@Section({"6.2.11", "4.2.2"})
class DuplicateDeliveryTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void twoSubscribersGetCopiesOfTheirOwn() throws JMSException {
    Session one = jms.session(Session.CLIENT_ACKNOWLEDGE);
    Session two = jms.session();
    MessageConsumer first = one.createConsumer(jms.topic());
    MessageConsumer second = two.createConsumer(jms.topic());
    jms.send(jms.topic(), "a");
    TextMessage changed = Jms.receive(first);
    changed.clearBody();
    changed.setText("changed");
    assertThat(Jms.receive(second).getText()).isEqualTo("a");
    one.recover();
    assertThat(Jms.receive(first).getText()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
  void acknowledgedAutomaticallyAMessageNeverComesBack(int mode) throws JMSException {
    jms.send(jms.queue(), "a", "b");
    Session session = jms.session(mode);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Jms.receive(consumer).acknowledge();
    session.recover();
    assertThat(Jms.receive(consumer).getText()).isEqualTo("b");
    session.close();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }
}
