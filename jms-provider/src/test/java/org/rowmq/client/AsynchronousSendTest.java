package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Sending without waiting. */
@Section({"7.3", "7.3.1", "7.3.2", "7.3.6"})
class AsynchronousSendTest extends AsynchronousSendTestSupport {
  @Test
  void atTheCallbackTheMessageIsStoredAndItsHeadersAreThere() throws Exception {
    Session session = jms.session();
    Message message = session.createTextMessage("a");
    CountDownLatch done = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    session
        .createProducer(jms.queue())
        .send(
            message,
            noting(
                () -> {
                  seen.add(message.getJMSMessageID());
                  seen.add(
                      Jms.receive(jms.session().createConsumer(jms.queue())).getJMSMessageID());
                  done.countDown();
                }));
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get(0)).startsWith("ID:").isEqualTo(seen.get(1));
  }

  @Test
  void everyVariantOfSendCallsBack() throws JMSException {
    Session session = jms.session();
    Message message = session.createTextMessage("a");
    MessageProducer bound = session.createProducer(jms.queue());
    MessageProducer free = session.createProducer(null);
    bound.send(message, noting());
    bound.send(message, DeliveryMode.NON_PERSISTENT, 4, 0, noting());
    free.send(jms.queue(), message, noting());
    free.send(jms.queue(), message, DeliveryMode.PERSISTENT, 4, 0, noting());
    JMSProducer simple = jms.context().createProducer();
    CompletionListener listener = noting();
    assertThat(simple.setAsync(listener).getAsync()).isSameAs(listener);
    simple.send(jms.queue(), "a");
    await().until(() -> told.size() == 5);
    simple.setAsync(null).send(jms.queue(), "synchronous");
    assertThat(told).hasSize(5);
  }

  @Test
  void aSendThatThrowsCallsNobody() throws JMSException {
    Session session = jms.session();
    MessageProducer bound = session.createProducer(jms.queue());
    MessageProducer free = session.createProducer(null);
    Message message = session.createTextMessage("a");
    CompletionListener listener = noting();
    assertThatThrownBy(() -> bound.send(message, (CompletionListener) null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bound.send(null, listener)).isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> bound.send(jms.queue(), message, listener))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> free.send(message, listener))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> bound.send(message, 9, 4, 0, listener))
        .isInstanceOf(JMSException.class);
    session.close();
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsSentAsynchronouslyInATransactionDependsOnIt() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("undone"), noting());
    session.rollback();
    producer.send(session.createTextMessage("done"), noting());
    session.commit();
    assertThat(told).containsExactly("undone", "done");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 1)).containsExactly("done");
  }

  @Test
  void aSynchronousSendDoesNotOvertakeAnAsynchronousOneOfItsSession() throws JMSException {
    int pairs = 300;
    List<String> seen = new CopyOnWriteArrayList<>();
    jms.session()
        .createConsumer(jms.queue())
        .setMessageListener(message -> seen.add(Jms.text(message)));
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      sent.add("asynchronous " + i);
      producer.send(session.createTextMessage("asynchronous " + i), noting());
      sent.add("synchronous " + i);
      producer.send(session.createTextMessage("synchronous " + i));
    }
    await().until(() -> seen.size() == 2 * pairs);
    assertThat(seen).containsExactlyElementsOf(sent);
  }
}
