package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The simplified API, asynchronous sends, temporary destinations. */
@Section("2.8")
class ContextTest {
  @RegisterExtension static final EmbeddedFactory NODE = new EmbeddedFactory();

  @Test
  void bodiesAndPropertiesGoThrough() {
    try (JMSContext context = NODE.get().createContext()) {
      Queue queue = context.createQueue("bodies");
      context
          .createProducer()
          .setProperty("a", 1)
          .setJMSType("t")
          .setJMSCorrelationID("c")
          .send(queue, "text")
          .send(queue, Map.of("k", 5L))
          .send(queue, new byte[] {1, 2})
          .send(queue, (java.io.Serializable) Integer.valueOf(7));
      JMSConsumer consumer = context.createConsumer(queue);
      Message first = consumer.receive(5_000);
      assertThat(first.getJMSType()).isEqualTo("t");
      assertThat(first.getJMSCorrelationID()).isEqualTo("c");
      assertThat(first.getIntProperty("a")).isEqualTo(1);
      assertThat(first.getBody(String.class)).isEqualTo("text");
      assertThat(consumer.receiveBody(Map.class, 5_000)).containsEntry("k", 5L);
      assertThat(consumer.receiveBody(byte[].class, 5_000)).containsExactly(1, 2);
      assertThat(consumer.receiveBody(Integer.class, 5_000)).isEqualTo(7);
    } catch (jakarta.jms.JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBodyOfAnotherTypeStaysFirst() {
    try (JMSContext context = NODE.get().createContext()) {
      Queue queue = context.createQueue("wrong-body");
      context.createProducer().send(queue, "text");
      JMSConsumer consumer = context.createConsumer(queue);
      assertThatThrownBy(() -> consumer.receiveBody(Integer.class, 5_000))
          .isInstanceOf(MessageFormatRuntimeException.class);
      assertThat(consumer.receiveBody(String.class, 5_000)).isEqualTo("text");
    }
  }

  @Test
  void aTransactedContextCommits() {
    try (JMSContext context = NODE.get().createContext(JMSContext.SESSION_TRANSACTED);
        JMSContext other = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      Queue queue = context.createQueue("transacted");
      context.createProducer().send(queue, "a");
      assertThat(other.createConsumer(queue).receiveNoWait()).isNull();
      context.commit();
      assertThat(other.createConsumer(queue).receiveBody(String.class, 5_000)).isEqualTo("a");
    }
  }

  @Test
  void completionListenersAreCalledInOrderOnAnotherThread() throws Exception {
    List<String> completed = Collections.synchronizedList(new ArrayList<>());
    Thread sender = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(50);
    try (JMSContext context = NODE.get().createContext()) {
      Queue queue = context.createQueue("async");
      CompletionListener listener =
          new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
              try {
                assertThat(Thread.currentThread()).isNotSameAs(sender);
                completed.add(((TextMessage) message).getText());
              } catch (jakarta.jms.JMSException e) {
                completed.add(e.toString());
              }
              done.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {
              completed.add(exception.toString());
              done.countDown();
            }
          };
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        sent.add("m" + i);
        context.createProducer().setAsync(listener).send(queue, "m" + i);
      }
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(completed).isEqualTo(sent);
    }
  }

  @Test
  void aRequestorGetsItsReplyThroughATemporaryQueue() throws Exception {
    try (JMSContext context = NODE.get().createContext();
        jakarta.jms.QueueConnection connection = NODE.get().createQueueConnection()) {
      Queue queue = context.createQueue("requests");
      context
          .createConsumer(queue)
          .setMessageListener(
              message -> {
                try (JMSContext answering = NODE.get().createContext()) {
                  answering
                      .createProducer()
                      .send(message.getJMSReplyTo(), "re: " + message.getBody(String.class));
                } catch (jakarta.jms.JMSException e) {
                  throw new IllegalStateException(e);
                }
              });
      connection.start();
      QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
      QueueRequestor requestor = new QueueRequestor(session, queue);
      Message reply = requestor.request(session.createTextMessage("hello"));
      assertThat(reply.getBody(String.class)).isEqualTo("re: hello");
      requestor.close();
    }
  }

  @Test
  void onlyItsConnectionConsumesFromATemporaryQueueAndItGoesWithIt() {
    try (JMSContext context = NODE.get().createContext()) {
      TemporaryQueue temporary;
      try (JMSContext other = NODE.get().createContext()) {
        temporary = other.createTemporaryQueue();
        context.createProducer().send(temporary, "for you");
        assertThatThrownBy(() -> context.createConsumer(temporary))
            .isInstanceOf(jakarta.jms.InvalidDestinationRuntimeException.class);
        assertThat(other.createConsumer(temporary).receiveBody(String.class, 5_000))
            .isEqualTo("for you");
      }
      assertThatThrownBy(() -> context.createProducer().send(temporary, "gone"))
          .isInstanceOf(jakarta.jms.InvalidDestinationRuntimeException.class);
    }
  }

  @Test
  void aClosedContextRefuses() {
    JMSContext context = NODE.get().createContext();
    context.close();
    assertThatThrownBy(context::createMessage).isInstanceOf(IllegalStateRuntimeException.class);
    context.close();
  }

  @Test
  void wrongCredentialsAreASecurityException() {
    try (RowmqConnectionFactory guarded =
        NODE.get().withAuthenticator((user, password) -> "secret".equals(password))) {
      assertThatThrownBy(() -> guarded.createContext("me", "wrong"))
          .isInstanceOf(JMSSecurityRuntimeException.class)
          .hasMessageContaining("me")
          .hasMessageNotContaining("wrong");
      guarded.createContext("me", "secret").close();
    }
  }
}
