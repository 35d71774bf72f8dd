package org.rowmq.crash;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.rowmq.RowmqQueue;
import org.rowmq.client.RowmqConnectionFactory;

/**
 * The process that runs out of memory again and again while it sends. Each confirmation is a line
 * of a file, and after the last shortage each sender says that it can send again.
 */
final class MemoryChild {
  static final int SENDERS = 4;
  static final RowmqQueue QUEUE = new RowmqQueue("short");

  private static final String BODY = "x".repeat(5_000);
  private static final int LARGEST = 1 << 20;
  private static final int SMALLEST = 1 << 8;
  private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static volatile boolean enough;

  private MemoryChild() {}

  /** Settings file, file of confirmations, number of shortages. */
  public static void main(String[] arguments) throws Exception {
    RowmqConnectionFactory factory =
        RowmqConnectionFactory.of(CrashChild.settings(Path.of(arguments[0])));
    try (OutputStream said = new FileOutputStream(arguments[1])) {
      List<Thread> senders = new ArrayList<>();
      CountDownLatch begun = new CountDownLatch(SENDERS);
      for (int i = 0; i < SENDERS; i++) {
        int number = i;
        Thread sender = new Thread(() -> send(factory, said, begun, number), "sender-" + i);
        senders.add(sender);
        sender.start();
      }
      // classes that cannot be initialised for lack of memory would stay unusable
      begun.await();
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        useUp();
        say(said, "short " + i);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      enough = true;
      for (Thread sender : senders) {
        sender.join();
      }
      factory.close();
      say(said, "closed");
    }
    System.exit(0);
  }

  /** Takes all memory there is, and keeps it for a moment. */
  private static void useUp() {
    Deque<byte[]> taken = new ArrayDeque<>(1 << 16);
    for (int size = LARGEST; size >= SMALLEST; size /= 4) {
      try {
        while (true) {
          taken.add(new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // as intended; smaller pieces may still fit
        continue;
      }
    }
    LockSupport.parkNanos(HELD_NANOS);
    taken.clear();
  }

  private static void send(
      RowmqConnectionFactory factory, OutputStream said, CountDownLatch begun, int sender) {
    long end = 0;
    for (int number = 0; true; number++) {
      try (Connection connection = factory.createConnection()) {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(QUEUE);
        for (; true; number++) {
          String name = sender + "-" + number;
          producer.send(session.createTextMessage(name + " " + BODY));
          say(said, "sent " + name);
          begun.countDown();
          if (enough) {
            say(said, "again " + sender);
            return;
          }
        }
      } catch (JMSException | RuntimeException | IOException | OutOfMemoryError e) {
        // not confirmed; the next one has another number
        if (enough && end == 0) {
          end = System.nanoTime() + PATIENCE_NANOS;
        }
        if (enough && System.nanoTime() - end >= 0) {
          e.printStackTrace();
          return;
        }
      }
    }
  }

  private static void say(OutputStream said, String what) throws IOException {
    byte[] line = (what + "\n").getBytes(StandardCharsets.US_ASCII);
    synchronized (said) {
      said.write(line);
    }
  }
}
