package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.rowmq.conformance.Section;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.connection.JmsTransactionManager;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.jms.listener.SimpleMessageListenerContainer;
import org.springframework.jms.support.destination.DynamicDestinationResolver;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's template and listener containers, and pooled-jms, over our connection factory. */
@Section("6.2")
class SpringAndPoolTest {
  @RegisterExtension final Jms jms = new Jms();

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private JmsPoolConnectionFactory pool;
  private CachingConnectionFactory caching;

  @BeforeEach
  void wrap() {
    pool = new JmsPoolConnectionFactory();
    pool.setConnectionFactory(jms.factory());
    pool.setMaxConnections(2);
    caching = new CachingConnectionFactory(jms.factory());
    caching.setReconnectOnException(true);
  }

  @AfterEach
  void unwrap() {
    pool.stop();
    caching.destroy();
  }

  private JmsTemplate template(jakarta.jms.ConnectionFactory factory) {
    JmsTemplate template = new JmsTemplate(factory);
    template.setReceiveTimeout(Jms.PATIENCE);
    return template;
  }

  private DefaultMessageListenerContainer container(jakarta.jms.ConnectionFactory factory) {
    DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
    container.setConnectionFactory(factory);
    container.setDestinationName(jms.name());
    container.setReceiveTimeout(200);
    return container;
  }

  private void start(AbstractMessageListenerContainer container) {
    container.afterPropertiesSet();
    container.start();
    jms.closeLater(container::destroy);
  }

  // ---- JmsTemplate

  @Test
  void theTemplateSendsConvertsAndReceives() throws JMSException {
    for (jakarta.jms.ConnectionFactory factory : List.of(jms.factory(), caching, pool)) {
      JmsTemplate template = template(factory);
      template.convertAndSend(jms.name(), "text");
      assertThat(template.receiveAndConvert(jms.name())).isEqualTo("text");
      template.convertAndSend(jms.name(), Map.of("k", 1));
      assertThat(template.receiveAndConvert(jms.name())).isEqualTo(Map.of("k", 1));
      template.send(
          jms.name(),
          session -> {
            Message message = session.createTextMessage("selected");
            message.setIntProperty("n", 7);
            return message;
          });
      assertThat(Jms.text(template.receiveSelected(jms.name(), "n = 7"))).isEqualTo("selected");
      template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
      assertThat(template.receive(jms.name())).isNull();
    }
  }

  @Test
  void theTemplatesQualityOfServiceArrives() throws JMSException {
    JmsTemplate template = template(jms.factory());
    template.setExplicitQosEnabled(true);
    template.setPriority(8);
    template.setTimeToLive(60_000);
    template.setDeliveryPersistent(false);
    template.setDeliveryDelay(50);
    template.convertAndSend(jms.name(), "text");
    Message received = template.receive(jms.name());
    assertThat(received.getJMSPriority()).isEqualTo(8);
    assertThat(received.getJMSExpiration() - received.getJMSTimestamp()).isEqualTo(60_000);
    assertThat(received.getJMSDeliveryTime() - received.getJMSTimestamp()).isEqualTo(50);
  }

  @Test
  void theTemplateBrowsesAndAsks() {
    JmsTemplate template = template(caching);
    template.convertAndSend(jms.name(), "a");
    Integer seen =
        template.browse(
            jms.name(),
            (session, browser) -> java.util.Collections.list(browser.getEnumeration()).size());
    assertThat(seen).isEqualTo(1);
    DefaultMessageListenerContainer answering = container(caching);
    answering.setDestinationName(jms.name() + ".questions");
    answering.setMessageListener(
        (org.springframework.jms.listener.SessionAwareMessageListener<Message>)
            (message, session) ->
                session
                    .createProducer(message.getJMSReplyTo())
                    .send(session.createTextMessage("re: " + Jms.text(message))));
    start(answering);
    Message reply =
        template.sendAndReceive(
            jms.name() + ".questions", session -> session.createTextMessage("a"));
    assertThat(Jms.text(reply)).isEqualTo("re: a");
  }

  @Test
  void aTransactionOfSpringCoversTheTemplate() {
    JmsTemplate template = template(caching);
    TransactionTemplate transaction = new TransactionTemplate(new JmsTransactionManager(caching));
    transaction.executeWithoutResult(
        status -> {
          template.convertAndSend(jms.name(), "undone");
          status.setRollbackOnly();
        });
    transaction.executeWithoutResult(status -> template.convertAndSend(jms.name(), "done"));
    assertThat(template.receiveAndConvert(jms.name())).isEqualTo("done");
    template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
    assertThat(template.receive(jms.name())).isNull();
  }

  // ---- listener containers

  @Test
  void aContainerWithSeveralConsumersGetsEverythingOnce() {
    for (jakarta.jms.ConnectionFactory factory : List.of(jms.factory(), caching, pool)) {
      heard.clear();
      DefaultMessageListenerContainer container = container(factory);
      container.setConcurrency("2-4");
      container.setMessageListener((MessageListener) message -> heard.add(Jms.text(message)));
      start(container);
      JmsTemplate template = template(caching);
      for (int i = 0; i < 50; i++) {
        template.convertAndSend(jms.name(), "m" + i);
      }
      await().until(() -> heard.size() >= 50);
      container.shutdown();
      assertThat(heard).hasSize(50).doesNotHaveDuplicates();
    }
  }

  @Test
  void aTransactedContainerRollsBackAndGetsTheMessageAgain() {
    DefaultMessageListenerContainer container = container(caching);
    container.setSessionTransacted(true);
    container.setMessageListener(
        (MessageListener)
            message -> {
              try {
                heard.add(Jms.text(message) + message.getIntProperty("JMSXDeliveryCount"));
                if (!message.getJMSRedelivered()) {
                  throw new IllegalArgumentException("first time");
                }
              } catch (JMSException e) {
                heard.add(e.toString());
              }
            });
    start(container);
    template(caching).convertAndSend(jms.name(), "a");
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("a1", "a2");
  }

  @Test
  void aContainerOfASharedDurableSubscriptionKeepsItsMessages() {
    for (int round = 0; round < 2; round++) {
      DefaultMessageListenerContainer container = container(jms.factory());
      container.setDestinationResolver(new DynamicDestinationResolver());
      container.setPubSubDomain(true);
      container.setSubscriptionShared(true);
      container.setSubscriptionDurable(true);
      container.setSubscriptionName(jms.name());
      container.setMessageListener((MessageListener) message -> heard.add(Jms.text(message)));
      JmsTemplate template = template(jms.factory());
      template.setPubSubDomain(true);
      if (round == 1) {
        template.convertAndSend(jms.name(), "while away");
      }
      start(container);
      await().until(container::isActive);
      if (round == 0) {
        await().until(() -> container.getActiveConsumerCount() > 0);
        await()
            .until(
                () -> {
                  template.convertAndSend(jms.name(), "present");
                  return !heard.isEmpty();
                });
      } else {
        await().until(() -> heard.contains("while away"));
      }
      container.shutdown();
    }
  }

  @Test
  void aSimpleContainerListens() {
    SimpleMessageListenerContainer container = new SimpleMessageListenerContainer();
    container.setConnectionFactory(jms.factory());
    container.setDestinationName(jms.name());
    container.setConcurrentConsumers(2);
    container.setMessageListener((MessageListener) message -> heard.add(Jms.text(message)));
    start(container);
    template(jms.factory()).convertAndSend(jms.name(), "a");
    await().until(() -> heard.contains("a"));
  }

  // ---- pooled-jms

  @Test
  void thePoolReusesConnectionsAndSessions() throws JMSException {
    for (int i = 0; i < 20; i++) {
      try (Connection connection = pool.createConnection()) {
        connection.start();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        session.createProducer(jms.queue()).send(session.createTextMessage("m" + i));
        session.commit();
        MessageConsumer consumer = session.createConsumer(jms.queue());
        assertThat(Jms.receive(consumer).getText()).isEqualTo("m" + i);
        session.commit();
      }
    }
    assertThat(pool.getNumConnections()).isLessThanOrEqualTo(2);
  }

  @Test
  void aPooledSessionReturnedWithOpenWorkIsRolledBack() throws JMSException {
    jms.send(jms.queue(), "a");
    try (Connection connection = pool.createConnection()) {
      connection.start();
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      Jms.receive(session.createConsumer(jms.queue()));
      session.createProducer(jms.queue("never")).send(session.createTextMessage("never"));
    }
    assertThat(Jms.receive(jms.session().createConsumer(jms.queue())).getJMSRedelivered()).isTrue();
    assertThat(jms.session().createConsumer(jms.queue("never")).receiveNoWait()).isNull();
  }

  @Test
  void thePoolGivesContexts() {
    try (JMSContext context = pool.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
      context.createProducer().send(jms.queue(), "a");
      assertThat(Jms.text(context.createConsumer(jms.queue()).receive(Jms.PATIENCE)))
          .isEqualTo("a");
      assertThatThrownBy(() -> context.createConsumer(null))
          .isInstanceOf(jakarta.jms.JMSRuntimeException.class);
    }
  }
}
