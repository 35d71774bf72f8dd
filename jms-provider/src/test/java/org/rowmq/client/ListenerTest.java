package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Message listeners, and what happens when they throw. */
@Section({"8.7"})
class ListenerTest {
  @RegisterExtension final Jms jms = new Jms();

  private final List<String> heard = new CopyOnWriteArrayList<>();

  private String describe(Message message) {
    try {
      return Jms.text(message) + message.getIntProperty("JMSXDeliveryCount");
    } catch (JMSException e) {
      return e.toString();
    }
  }

  /** Throws at the first delivery of a. */
  private MessageListener failingOnce() {
    return message -> {
      String description = describe(message);
      heard.add(description);
      if (description.equals("a1")) {
        throw new IllegalArgumentException("first time");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
  void aFailedMessageIsRedeliveredAtOnce(int mode) throws JMSException {
    jms.send(jms.queue(), "a", "b");
    Session session = jms.session(mode);
    session.createConsumer(jms.queue()).setMessageListener(failingOnce());
    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly("a1", "a2", "b1");
    session.close();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void anErrorIsTreatedLikeAnException() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    jms.session()
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              String description = describe(message);
              heard.add(description);
              if (description.equals("a1")) {
                throw new NoClassDefFoundError("broken deployment");
              }
            });
    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly("a1", "a2", "b1");
  }

  @Test
  void aMessageThatAlwaysFailsDoesNotBlockTheOthersForEver() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    jms.session()
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              heard.add(describe(message));
              if (Jms.text(message).equals("a")) {
                throw new IllegalArgumentException("always");
              }
            });
    await().until(() -> heard.contains("b1"));
    assertThat(heard).hasSize(11).endsWith("a10", "b1");
    assertThat(
            Jms.receive(
                    jms.session()
                        .createConsumer(
                            new org.rowmq.RowmqQueue("DLQ." + jms.queue().getQueueName())))
                .getText())
        .isEqualTo("a");
  }

  @Test
  void withClientAcknowledgementTheNextMessageFollowsAFailure() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    session.createConsumer(jms.queue()).setMessageListener(failingOnce());
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("a1", "b1");
    session.close();
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 2)).containsExactly("a", "b");
  }

  @Test
  void inATransactionTheNextMessageFollowsAFailure() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    JMSContext context = jms.context(JMSContext.SESSION_TRANSACTED);
    context
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              heard.add(describe(message));
              if (Jms.text(message).equals("b")) {
                context.commit();
              } else {
                throw new IllegalArgumentException("a fails");
              }
            });
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("a1", "b1");
    context.close();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void aListenerMayUseItsSession() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    session
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              try {
                session
                    .createProducer(jms.queue("out"))
                    .send(session.createTextMessage("re: " + Jms.text(message)));
                session.commit();
              } catch (JMSException e) {
                heard.add(e.toString());
              }
            });
    jms.send(jms.queue(), "a", "b");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue("out")), 2))
        .containsExactly("re: a", "re: b");
    assertThat(heard).isEmpty();
  }

  @Test
  void aListenerMayBeReplaced() throws JMSException {
    var consumer = jms.session().createConsumer(jms.queue());
    consumer.setMessageListener(message -> heard.add("1:" + Jms.text(message)));
    jms.send(jms.queue(), "a");
    await().until(() -> heard.size() == 1);
    consumer.setMessageListener(message -> heard.add("2:" + Jms.text(message)));
    jms.send(jms.queue(), "b");
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("1:a", "2:b");
  }

  @Test
  void aListenerRunsWithTheClassLoaderOfWhoSetIt() throws Exception {
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
      Thread.currentThread().setContextClassLoader(application);
      var consumer = jms.session().createConsumer(jms.queue());
      consumer.setMessageListener(
          message -> seen.set(Thread.currentThread().getContextClassLoader()));
      jms.send(jms.queue(), "a");
      await().until(() -> seen.get() != null);
      assertThat(seen.get()).isSameAs(application);
      consumer.close();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
