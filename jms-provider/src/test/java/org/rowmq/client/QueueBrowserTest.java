package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Looking at a queue. */
@Section("4.1.6")
class QueueBrowserTest {
  @RegisterExtension final Jms jms = new Jms();

  private List<String> browse(QueueBrowser browser) throws JMSException {
    return Collections.list((Enumeration<?>) browser.getEnumeration()).stream()
        .map(message -> Jms.text((Message) message))
        .toList();
  }

  @Test
  void aBrowserShowsMessagesInOrderAndTakesNone() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("a"));
    producer.send(session.createTextMessage("b"), DeliveryMode.NON_PERSISTENT, 4, 0);
    producer.send(session.createTextMessage("urgent"), DeliveryMode.PERSISTENT, 9, 0);
    QueueBrowser browser = session.createBrowser(jms.queue());
    assertThat(browser.getQueue()).isEqualTo(jms.queue());
    assertThat(browser.getMessageSelector()).isNull();
    assertThat(browse(browser)).containsExactly("urgent", "a", "b");
    assertThat(browse(browser)).containsExactly("urgent", "a", "b");
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 3))
        .containsExactly("urgent", "a", "b");
  }

  @Test
  void aBrowserSelects() throws JMSException {
    try (JMSContext context = jms.factory().createContext()) {
      for (int i = 0; i < 4; i++) {
        context.createProducer().setProperty("n", i).send(jms.queue(), "m" + i);
      }
    }
    QueueBrowser browser = jms.session().createBrowser(jms.queue(), "n >= 2");
    assertThat(browser.getMessageSelector()).isEqualTo("n >= 2");
    assertThat(browse(browser)).containsExactly("m2", "m3");
  }

  @Test
  void whatHasBeenReceivedIsNotShown() throws JMSException {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    for (int i = 0; i < 50; i++) {
      jms.send(jms.queue(), "a");
      Jms.receive(consumer);
      assertThat(browse(session.createBrowser(jms.queue()))).isEmpty();
    }
  }

  @Test
  void whatATransactionHasReceivedIsShownToOthersOnlyUntilItIsCommitted() throws JMSException {
    jms.send(jms.queue(), "a");
    jms.send(jms.queue(), "b");
    Session transacted = jms.session(Session.SESSION_TRANSACTED);
    Session other = jms.session();
    MessageConsumer consumer = transacted.createConsumer(jms.queue());

    assertThat(Jms.text(Jms.receive(consumer))).isEqualTo("a");
    assertThat(browse(transacted.createBrowser(jms.queue()))).containsExactly("b");
    assertThat(browse(other.createBrowser(jms.queue()))).containsExactly("a", "b");

    transacted.rollback();
    assertThat(browse(transacted.createBrowser(jms.queue()))).containsExactly("a", "b");
  }

  @Test
  void anEmptyEnumerationEnds() throws JMSException {
    Enumeration<?> empty = jms.session().createBrowser(jms.queue()).getEnumeration();
    assertThat(empty.hasMoreElements()).isFalse();
    assertRefused(NoSuchElementException.class, empty::nextElement);
  }

  @Test
  void anEnumerationAtItsEndShowsWhatHasComeSince() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Enumeration<?> messages = session.createBrowser(jms.queue()).getEnumeration();
    for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
      producer.setDeliveryMode(mode);
      producer.send(session.createTextMessage("a" + mode));
      assertThat(Jms.text((Message) messages.nextElement())).isEqualTo("a" + mode);
      assertThat(messages.hasMoreElements()).isFalse();
      producer.send(session.createTextMessage("b" + mode));
      assertThat(messages.hasMoreElements()).isTrue();
      assertThat(Jms.text((Message) messages.nextElement())).isEqualTo("b" + mode);
      assertRefused(NoSuchElementException.class, messages::nextElement);
    }
  }

  @Test
  void aContextBrowses() throws JMSException {
    jms.send(jms.queue(), "a");
    assertThat(browse(jms.context().createBrowser(jms.queue()))).containsExactly("a");
    assertThat(browse(jms.context().createBrowser(jms.queue(), "x = 1"))).isEmpty();
  }
}
