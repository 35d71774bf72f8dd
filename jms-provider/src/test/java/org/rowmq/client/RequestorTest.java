package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The helper classes for requests and their replies. */
@Section({"4.1.7", "4.2.10"})
class RequestorTest {
  @RegisterExtension final Jms jms = new Jms();

  private void answer(Destination destination) {
    JMSContext context = jms.context();
    context
        .createConsumer(destination)
        .setMessageListener(
            message -> {
              try {
                context
                    .createProducer()
                    .setJMSCorrelationID(message.getJMSMessageID())
                    .send(message.getJMSReplyTo(), "re: " + message.getBody(String.class));
              } catch (JMSException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void aQueueRequestorGetsItsReplies() throws JMSException {
    answer(jms.queue());
    QueueConnection connection = jms.closeLater(jms.factory().createQueueConnection());
    connection.start();
    QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    QueueRequestor requestor = new QueueRequestor(session, jms.queue());
    for (String text : List.of("a", "b")) {
      TextMessage request = session.createTextMessage(text);
      Message reply = requestor.request(request);
      assertThat(Jms.text(reply)).isEqualTo("re: " + text);
      assertThat(reply.getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
    }
    requestor.close();
    assertRefused(IllegalStateException.class, session::createMessage);
    assertRefused(
        InvalidDestinationException.class,
        () ->
            new QueueRequestor(
                connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE), null));
  }

  @Test
  void aTopicRequestorGetsItsReplies() throws JMSException {
    answer(jms.topic());
    TopicConnection connection = jms.closeLater(jms.factory().createTopicConnection());
    connection.start();
    TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    TopicRequestor requestor = new TopicRequestor(session, jms.topic());
    assertThat(Jms.text(requestor.request(session.createTextMessage("a")))).isEqualTo("re: a");
    requestor.close();
  }
}
