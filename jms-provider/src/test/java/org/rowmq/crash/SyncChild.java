package org.rowmq.crash;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rowmq.RowmqQueue;
import org.rowmq.client.RowmqConnectionFactory;

/** The process that is traced: says each confirmation in a write of its own. */
final class SyncChild {
  /** How often each operation is done. */
  static final int COUNT = 10;

  private static final long WAIT_MILLIS = 20_000;

  private SyncChild() {}

  /** Settings file, file of confirmations. */
  public static void main(String[] arguments) throws Exception {
    RowmqConnectionFactory factory =
        RowmqConnectionFactory.of(CrashChild.settings(Path.of(arguments[0])));
    RowmqQueue queue = new RowmqQueue("synced");
    try (OutputStream said = new FileOutputStream(arguments[1]);
        Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageProducer producer = session.createProducer(queue);
      say(said, "begin", 0);
      for (int i = 0; i < COUNT; i++) {
        producer.send(session.createTextMessage("message " + i));
        say(said, "sent", i);
      }
      MessageConsumer consumer = session.createConsumer(queue);
      for (int i = 0; i < COUNT; i++) {
        Message message = consumer.receive(WAIT_MILLIS);
        message.acknowledge();
        say(said, "acknowledged", i);
      }
      Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
      MessageProducer both = transacted.createProducer(queue);
      for (int i = 0; i < COUNT; i++) {
        both.send(transacted.createTextMessage("one " + i));
        both.send(transacted.createTextMessage("two " + i));
        transacted.commit();
        say(said, "committed", i);
      }
    }
  }

  private static void say(OutputStream said, String what, int number) throws Exception {
    said.write(("<" + what + " " + number + ">\n").getBytes(StandardCharsets.US_ASCII));
  }
}
