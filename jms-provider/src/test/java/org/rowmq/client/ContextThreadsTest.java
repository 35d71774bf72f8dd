package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A context belongs to one thread at a time, but may set a second listener. */
@Section("6.2.6")
class ContextThreadsTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aContextWithAListenerCannotReceive() {
    JMSContext context = jms.context();
    JMSConsumer listening = context.createConsumer(jms.queue());
    listening.setMessageListener(message -> {});
    assertThatThrownBy(listening::receiveNoWait).isInstanceOf(IllegalStateRuntimeException.class);
    assertThatThrownBy(() -> listening.receiveBodyNoWait(String.class))
        .isInstanceOf(IllegalStateRuntimeException.class);
  }

  @Test
  void aContextMaySetASecondListenerWhileTheFirstRuns() throws Exception {
    JMSContext context = jms.context();
    List<String> heard = new CopyOnWriteArrayList<>();
    context
        .createConsumer(jms.queue("1"))
        .setMessageListener(message -> heard.add("1:" + Jms.text(message)));
    jms.send(jms.queue("1"), "a");
    await().until(() -> heard.size() == 1);
    context
        .createConsumer(jms.queue("2"))
        .setMessageListener(message -> heard.add("2:" + Jms.text(message)));
    jms.send(jms.queue("2"), "b");
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("1:a", "2:b");
  }
}
