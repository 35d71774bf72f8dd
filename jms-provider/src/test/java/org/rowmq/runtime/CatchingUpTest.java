package org.rowmq.runtime;

import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode;
import org.rowmq.client.Domain;

/** A backlog does not stay because messages go on to come. */
class CatchingUpTest {
  private static final int BACKLOG = 300;

  private final AtomicBoolean stopped = new AtomicBoolean();

  @Test
  void aConsumerThatIsQuickCatchesUpWithASenderThatNeverStops(@TempDir Path directory)
      throws Exception {
    try (RowmqRuntime runtime =
            RowmqRuntime.start(
                RowmqConfig.of(Map.of("dataDirectory", directory.toString(), "nodeName", "test")),
                ClientNode.Authenticator.TRUST);
        ClientConnection connection =
            runtime.clientNode().connect(null, null, null, Domain.COMMON, null)) {
      connection.start();
      Queue queue = new RowmqQueue("q");
      Session sending = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageProducer producer = sending.createProducer(queue);
      for (int i = 0; i < BACKLOG; i++) {
        producer.send(sending.createTextMessage("early"));
      }
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> repeat(() -> producer.send(sending.createTextMessage("late"))));
      Session receiving = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageConsumer consumer = receiving.createConsumer(queue);
      CompletableFuture<Void> receiver =
          CompletableFuture.runAsync(() -> repeat(() -> consumer.receive(100)));
      long mailbox = runtime.broker().resolve(DestinationKind.QUEUE, "q").id();
      try {
        await()
            .atMost(Duration.ofSeconds(40))
            .until(() -> runtime.broker().depth(mailbox) < BACKLOG / 20);
      } finally {
        stopped.set(true);
        sender.join();
        receiver.join();
      }
    }
  }

  @FunctionalInterface
  private interface Call {
    void run() throws JMSException;
  }

  private void repeat(Call call) {
    while (!stopped.get()) {
      try {
        call.run();
      } catch (JMSException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
