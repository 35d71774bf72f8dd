package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Connections are created stopped; contexts start by themselves. */
@Section({"6.1.4", "8.4"})
class StartingAConnectionTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aConnectionIsCreatedStoppedAndCanSend() throws JMSException {
    Connection connection = jms.stopped();
    Session session = connection.createSession();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("sent while stopped"));
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(consumer.receiveNoWait()).isNull();
    assertThat(consumer.receive(50)).isNull();
    connection.start();
    assertThat(Jms.receive(consumer).getText()).isEqualTo("sent while stopped");
  }

  @Test
  void startingTwiceAndStoppingTwiceIsIgnored() throws JMSException {
    Connection connection = jms.stopped();
    connection.stop();
    connection.start();
    connection.start();
    jms.send(jms.queue(), "a");
    Jms.receive(connection.createSession().createConsumer(jms.queue()));
    connection.stop();
    connection.stop();
  }

  @Test
  void aContextStartsWithItsFirstConsumerUnlessToldNotTo() throws JMSException {
    jms.send(jms.queue(), "a");
    JMSContext manual = jms.context();
    assertThat(manual.getAutoStart()).isTrue();
    manual.setAutoStart(false);
    assertThat(manual.getAutoStart()).isFalse();
    var waiting = manual.createConsumer(jms.queue());
    assertThat(waiting.receive(50)).isNull();
    manual.start();
    assertThat(waiting.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("a");
  }

  @Test
  void contextsThatShareAConnectionAreStoppedTogether() throws JMSException {
    JMSContext first = jms.context();
    JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE);
    var consumer = second.createConsumer(jms.queue());
    first.stop();
    jms.send(jms.queue(), "a");
    assertThat(consumer.receive(50)).isNull();
    first.start();
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("a");
    first.close();
    jms.send(jms.queue(), "b");
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("b");
    second.close();
  }
}
