package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * A producer of the simplified API cannot be closed (specification 7.10): when its context has
 * been, it sends nothing, and its settings can still be read and changed.
 */
@Section({"6.2.15", "7.10"})
class ClosedContextJmsProducerTest {
  @RegisterExtension final Jms jms = new Jms();

  private static final Set<String> CHANGING = Set.of("send", "setProperty", "clearProperties");

  private JMSProducer producer() {
    try (JMSContext context = jms.factory().createContext()) {
      return context.createProducer().setProperty("name", "1");
    }
  }

  @TestFactory
  List<DynamicTest> everySendIsRefused() throws JMSException {
    return ClosedObject.of(producer(), jms)
        .refuses(
            method -> method.getName().equals("send"),
            IllegalStateRuntimeException.class,
            JMSProducer.class);
  }

  @TestFactory
  List<DynamicTest> everySettingRemains() throws JMSException {
    return ClosedObject.of(producer(), jms)
        .allows(method -> !CHANGING.contains(method.getName()), JMSProducer.class);
  }

  @Test
  void itsPropertiesCanStillBeChanged() {
    JMSProducer producer = producer();
    producer.setProperty("other", 2);
    assertThat(producer.getPropertyNames()).containsExactly("name", "other");
    producer.clearProperties();
    assertThat(producer.getPropertyNames()).isEmpty();
  }
}
