package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Consumers on topics, made by a context. */
@Section("8.3")
class ContextSubscriptionTest extends SubscriptionTestSupport {
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
