package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XASession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Local transactions. */
@Section("6.2.7")
class TransactionTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aSessionThatIsNotTransactedHasNothingToCommit() throws JMSException {
    Session session = jms.session();
    assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
    JMSContext context = jms.context();
    assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
    assertThatThrownBy(context::rollback).isInstanceOf(IllegalStateRuntimeException.class);
  }

  @Test
  void sendsAndReceivesTakeEffectTogether() throws JMSException {
    jms.send(jms.queue("in"), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer in = session.createConsumer(jms.queue("in"));
    MessageProducer out = session.createProducer(jms.queue("out"));
    MessageConsumer observer = jms.session().createConsumer(jms.queue("out"));
    Jms.receive(in);
    out.send(session.createTextMessage("undone"));
    session.rollback();
    assertThat(observer.receiveNoWait()).isNull();
    TextMessage again = Jms.receive(in);
    assertThat(again.getJMSRedelivered()).isTrue();
    out.send(session.createTextMessage("done"));
    session.commit();
    assertThat(Jms.receive(observer).getText()).isEqualTo("done");
    session.rollback();
    assertThat(in.receiveNoWait()).isNull();
  }

  @Test
  void aTransactionCoversQueuesAndTopics() throws JMSException {
    MessageConsumer subscriber = jms.session().createConsumer(jms.topic());
    Session session = jms.session(Session.SESSION_TRANSACTED);
    session.createProducer(jms.topic()).send(session.createTextMessage("t"));
    session.createProducer(jms.queue()).send(session.createTextMessage("q"));
    assertThat(subscriber.receiveNoWait()).isNull();
    session.commit();
    assertThat(Jms.receive(subscriber).getText()).isEqualTo("t");
    assertThat(Jms.receive(jms.session().createConsumer(jms.queue())).getText()).isEqualTo("q");
  }

  @Test
  void rollbackKeepsTheOrderOfWhatComesBack() throws JMSException {
    jms.send(jms.queue(), "a", "b", "c", "d", "e");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(Jms.texts(consumer, 3)).containsExactly("a", "b", "c");
    session.rollback();
    assertThat(Jms.texts(consumer, 5)).containsExactly("a", "b", "c", "d", "e");
    session.commit();
  }

  @Test
  void whatATransactionReceivedIsWithNobodyElse() throws JMSException {
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Jms.receive(session.createConsumer(jms.queue()));
    MessageConsumer other = jms.session().createConsumer(jms.queue());
    assertThat(other.receive(50)).isNull();
    session.rollback();
    assertThat(Jms.receive(other).getText()).isEqualTo("a");
  }

  @Test
  void aTransactionCannotReceiveWhatItHasSent() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    session.createProducer(jms.queue()).send(session.createTextMessage("a"));
    assertThat(session.createConsumer(jms.queue()).receive(50)).isNull();
  }

  @Test
  void theTimestampIsThatOfTheSend() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    TextMessage message = session.createTextMessage("a");
    long before = System.currentTimeMillis();
    session.createProducer(jms.queue()).send(message);
    long after = System.currentTimeMillis();
    org.awaitility.Awaitility.await().until(() -> System.currentTimeMillis() > after + 20);
    session.commit();
    TextMessage received = Jms.receive(jms.session().createConsumer(jms.queue()));
    assertThat(received.getJMSTimestamp()).isBetween(before, after);
  }

  @Test
  void aCommitThatCannotHappenIsARollback() throws JMSException {
    Connection owner = jms.connection();
    TemporaryQueue temporary = owner.createSession().createTemporaryQueue();
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Jms.receive(consumer);
    session.createProducer(temporary).send(session.createTextMessage("lost"));
    temporary.delete();
    assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
    assertThat(Jms.receive(consumer).getText()).isEqualTo("a");
    session.commit();
  }

  @Test
  void closingAConsumerDoesNotEndTheTransaction() throws JMSException {
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Jms.receive(consumer);
    consumer.close();
    session.rollback();
    assertThat(Jms.receive(session.createConsumer(jms.queue())).getText()).isEqualTo("a");
    session.commit();
  }

  @Test
  void anXaSessionIsNotCommittedByTheApplication() throws JMSException {
    XAConnection connection = jms.closeLater(jms.factory().createXAConnection());
    XASession session = connection.createXASession();
    assertThat(session.getTransacted()).isTrue();
    assertThat(session.getSession()).isNotNull();
    assertThat(session.getXAResource()).isNotNull();
    assertThatThrownBy(session::commit).isInstanceOf(TransactionInProgressException.class);
    assertThatThrownBy(session::rollback).isInstanceOf(TransactionInProgressException.class);
    XAJMSContext context = jms.closeLater(jms.factory().createXAContext());
    assertThat(context.getTransacted()).isTrue();
    assertThatThrownBy(context::commit).isInstanceOf(TransactionInProgressRuntimeException.class);
    assertThatThrownBy(context::rollback).isInstanceOf(TransactionInProgressRuntimeException.class);
  }
}
