package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The four kinds of subscriptions, and what each refuses. */
@Section({"4.2.4", "4.2.7", "8.3.1", "8.3.2", "8.3.3", "8.3.4", "8.3.5"})
class SubscriptionTest {
  @RegisterExtension final Jms jms = new Jms();

  private Connection connection;
  private Session session;

  @BeforeEach
  void connect() throws JMSException {
    connection = jms.connection(jms.clientId());
    session = connection.createSession();
  }

  private Session second() throws JMSException {
    return connection.createSession();
  }

  private void publish(String text, String kind) throws JMSException {
    try (JMSContext context = jms.factory().createContext()) {
      context.createProducer().setProperty("kind", kind).send(jms.topic(), text);
    }
  }

  private static void assertRefused(Class<? extends Exception> type, Refused... calls) {
    for (Refused call : calls) {
      assertThatThrownBy(call::run).isInstanceOf(type);
    }
  }

  private interface Refused {
    void run() throws Exception;
  }

  // ---- unshared, not durable

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

  // ---- shared, not durable

  @Test
  void aSharedSubscriptionIsSharedAcrossSessionsAndConnections() throws JMSException {
    MessageConsumer one = jms.session().createSharedConsumer(jms.topic(), jms.name());
    MessageConsumer two = jms.session().createSharedConsumer(jms.topic(), jms.name());
    publish("a", "x");
    publish("b", "x");
    Message first = one.receive(Jms.PATIENCE);
    Message second = two.receive(Jms.PATIENCE);
    assertThat(List.of(Jms.text(first), Jms.text(second))).containsExactlyInAnyOrder("a", "b");
    assertThat(one.receiveNoWait()).isNull();
  }

  @Test
  void theClientIdentifierIsPartOfTheNameOfASharedSubscription() throws JMSException {
    MessageConsumer with = session.createSharedConsumer(jms.topic(), "name");
    MessageConsumer without = jms.session().createSharedConsumer(jms.topic(), "name");
    publish("a", "x");
    assertThat(Jms.texts(with, 1)).containsExactly("a");
    assertThat(Jms.texts(without, 1)).containsExactly("a");
  }

  @Test
  void aSharedSubscriptionInUseCannotBeChanged() throws JMSException {
    session.createSharedConsumer(jms.topic(), "name", "kind = 'a'");
    Session other = second();
    assertRefused(
        JMSException.class,
        () -> other.createSharedConsumer(jms.topic(), "name"),
        () -> other.createSharedConsumer(jms.topic(), "name", "kind = 'b'"),
        () -> other.createSharedConsumer(jms.topic("other"), "name", "kind = 'a'"));
    other.createSharedConsumer(jms.topic(), "name", "kind = 'a'");
  }

  @Test
  void aSharedSubscriptionEndsWithItsLastConsumer() throws JMSException {
    MessageConsumer one = session.createSharedConsumer(jms.topic(), "name");
    MessageConsumer two = session.createSharedConsumer(jms.topic(), "name");
    one.close();
    publish("kept", "x");
    assertThat(Jms.texts(two, 1)).containsExactly("kept");
    two.close();
    publish("lost", "x");
    assertThat(session.createSharedConsumer(jms.topic("other"), "name").receiveNoWait()).isNull();
  }

  @Test
  void durableAndOtherSubscriptionsHaveSeparateNames() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name");
    session.createSharedConsumer(jms.topic(), "name");
    session.createSharedDurableConsumer(jms.topic(), "other");
    session.createSharedConsumer(jms.topic(), "other");
  }

  // ---- unshared durable

  @Test
  void anUnsharedDurableSubscriptionNeedsAClientIdentifier() throws JMSException {
    Session without = jms.session();
    assertRefused(
        IllegalStateException.class,
        () -> without.createDurableConsumer(jms.topic(), "name"),
        () -> without.createDurableConsumer(jms.topic(), "name", null, false),
        () -> without.createDurableSubscriber(jms.topic(), "name"),
        () -> without.createDurableSubscriber(jms.topic(), "name", null, false));
    JMSContext context = jms.context();
    assertRefused(
        IllegalStateRuntimeException.class,
        () -> context.createDurableConsumer(jms.topic(), "name"));
  }

  @Test
  void aDurableSubscriptionKeepsItsMessagesAndItsSelector() throws JMSException {
    session.createDurableSubscriber(jms.topic(), "name", "kind = 'a'", false).close();
    publish("1", "a");
    publish("2", "b");
    publish("3", "a");
    TopicSubscriber again =
        session.createDurableSubscriber(jms.topic(), "name", "kind = 'a'", false);
    assertThat(Jms.texts(again, 2)).containsExactly("1", "3");
    assertThat(again.receiveNoWait()).isNull();
  }

  @Test
  void itHasOneConsumerAtATimeWhoeverCreatesIt() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name");
    Session other = second();
    assertRefused(
        IllegalStateException.class,
        () -> session.createDurableConsumer(jms.topic(), "name"),
        () -> other.createDurableSubscriber(jms.topic(), "name"),
        () -> other.createDurableConsumer(jms.topic(), "name", "kind = 'a'", false));
  }

  @Test
  void changingTopicSelectorOrNoLocalBeginsAnew() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name").close();
    publish("lost", "x");
    session.createDurableConsumer(jms.topic(), "name", null, true).close();
    publish("lost too", "x");
    session.createDurableConsumer(jms.topic("other"), "name").close();
    jms.send(jms.topic("other"), "lost as well");
    MessageConsumer last = session.createDurableConsumer(jms.topic(), "name", "kind = 'b'", false);
    publish("here", "b");
    assertThat(Jms.texts(last, 1)).containsExactly("here");
    assertThat(last.receiveNoWait()).isNull();
  }

  @Test
  void withNoLocalNothingOfTheSameClientIsAdded() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name", null, true).close();
    connection.close();
    Connection again = jms.connection(jms.clientId());
    Session sending = again.createSession();
    sending.createProducer(jms.topic()).send(sending.createTextMessage("same client"));
    jms.send(jms.topic(), "another");
    MessageConsumer consumer = sending.createDurableConsumer(jms.topic(), "name", null, true);
    assertThat(Jms.texts(consumer, 1)).containsExactly("another");
  }

  // ---- shared durable

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

  // ---- ending

  @Test
  void unsubscribeEndsADurableSubscription() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name").close();
    publish("lost", "x");
    session.unsubscribe("name");
    MessageConsumer anew = session.createDurableConsumer(jms.topic(), "name");
    assertThat(anew.receiveNoWait()).isNull();
  }

  @Test
  void unsubscribingWhatIsNotThereIsRefused() {
    assertRefused(
        InvalidDestinationException.class,
        () -> session.unsubscribe("nothing"),
        () -> session.unsubscribe(null),
        () -> jms.session().unsubscribe("nothing"));
    assertRefused(
        InvalidDestinationRuntimeException.class, () -> jms.context().unsubscribe("nothing"));
  }

  @Test
  void aSubscriptionInUseCannotBeUnsubscribed() throws JMSException {
    MessageConsumer consumer = session.createDurableConsumer(jms.topic(), "name");
    MessageConsumer shared = session.createSharedDurableConsumer(jms.topic(), "shared");
    assertRefused(
        IllegalStateException.class,
        () -> session.unsubscribe("name"),
        () -> session.unsubscribe("shared"));
    consumer.close();
    shared.close();
    session.unsubscribe("name");
    session.unsubscribe("shared");
  }

  @Test
  void aSubscriptionWithUnacknowledgedMessagesCannotBeUnsubscribed() throws JMSException {
    Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = client.createDurableConsumer(jms.topic(), "name");
    publish("a", "x");
    TextMessage message = Jms.receive(consumer);
    consumer.close();
    assertRefused(JMSException.class, () -> client.unsubscribe("name"));
    message.acknowledge();
    client.unsubscribe("name");
    Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
    MessageConsumer second = transacted.createDurableConsumer(jms.topic(), "name");
    publish("b", "x");
    Jms.receive(second);
    second.close();
    assertRefused(JMSException.class, () -> transacted.unsubscribe("name"));
    transacted.commit();
    transacted.unsubscribe("name");
  }

  @Test
  void withDupsOkItCanBeUnsubscribedAsSoonAsItsConsumerIsClosed() throws JMSException {
    Session dupsOk = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
    for (int i = 0; i < 20; i++) {
      MessageConsumer consumer = dupsOk.createDurableConsumer(jms.topic(), "name");
      publish("a", "x");
      Jms.receive(consumer);
      consumer.close();
      dupsOk.unsubscribe("name");
    }
  }

  // ---- names and topics

  @Test
  void namesHaveAtLeast128Characters() throws JMSException {
    String name = "aZ0_.-".repeat(22).substring(0, 128);
    session.createDurableConsumer(jms.topic(), name).close();
    session.unsubscribe(name);
    session.createSharedConsumer(jms.topic(), name);
  }

  @Test
  void aSubscriptionNeedsANameAndATopic() {
    JMSContext context = jms.context();
    assertRefused(
        JMSException.class,
        () -> session.createDurableConsumer(jms.topic(), null),
        () -> session.createDurableSubscriber(jms.topic(), ""),
        () -> session.createSharedConsumer(jms.topic(), null),
        () -> session.createSharedDurableConsumer(jms.topic(), null));
    assertRefused(JMSRuntimeException.class, () -> context.createSharedConsumer(jms.topic(), null));
    assertRefused(
        InvalidDestinationException.class,
        () -> session.createDurableConsumer(null, "name"),
        () -> session.createDurableSubscriber(null, "name"),
        () -> session.createSharedConsumer(null, "name"),
        () -> session.createSharedDurableConsumer(null, "name"));
    assertRefused(
        InvalidDestinationRuntimeException.class,
        () -> context.createSharedConsumer(null, "name"),
        () -> context.createSharedDurableConsumer(null, "name"));
  }

  @Test
  void aTemporaryTopicHasNoDurableSubscriptions() throws JMSException {
    TemporaryTopic temporary = session.createTemporaryTopic();
    assertRefused(
        InvalidDestinationException.class,
        () -> session.createDurableConsumer(temporary, "name"),
        () -> session.createDurableSubscriber(temporary, "name"),
        () -> session.createSharedDurableConsumer(temporary, "name"));
    session.createSharedConsumer(temporary, "name");
  }

  @Test
  void aContextSubscribesInEveryWay() throws JMSException {
    connection.close();
    JMSContext context = jms.context();
    context.setClientID(jms.clientId());
    var consumers =
        List.of(
            context.createConsumer(jms.topic()),
            context.createConsumer(jms.topic(), "kind = 'x'"),
            context.createConsumer(jms.topic(), "kind = 'x'", true),
            context.createDurableConsumer(jms.topic(), "durable"),
            context.createDurableConsumer(jms.topic(), "selective", "kind = 'x'", true),
            context.createSharedConsumer(jms.topic(), "shared"),
            context.createSharedConsumer(jms.topic(), "selective", "kind = 'x'"),
            context.createSharedDurableConsumer(jms.topic(), "shared"),
            context.createSharedDurableConsumer(jms.topic(), "both", "kind = 'x'"));
    publish("a", "x");
    for (var consumer : consumers) {
      assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("a");
      consumer.close();
    }
    for (String name : List.of("durable", "selective", "shared", "both")) {
      context.unsubscribe(name);
    }
  }
}
