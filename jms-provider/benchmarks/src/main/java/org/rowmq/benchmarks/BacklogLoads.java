package org.rowmq.benchmarks;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many messages that wait. */
final class BacklogLoads {
  static final String QUEUE = "backlog";
  private static final int THREADS = 4;
  private static final int PER_COMMIT = 100;
  private static final long MANY = 200_000;
  private static final long SELECTED_FROM = 50_000;
  private static final long DRAIN_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long PATIENCE_MILLIS = 2_000;

  private BacklogLoads() {}

  static Measured fillAndDrain(Run run) throws Exception {
    long messages = run.plan().messagesOr(MANY);
    try (Peer peer = run.start()) {
      Counters.Reading before = run.counters().read();
      double fill = messages / fill(peer, QUEUE, messages);
      double heap = usedHeapMegabytes();
      double drain = drain(peer, QUEUE, messages);
      Counters.Reading after = run.counters().read();
      double thousands = messages / 1000.0;
      Measured measured =
          new Measured()
              .with(Measured.RATE, fill)
              .with(Measured.SECOND_RATE, drain)
              .with(Measured.CPU, (after.cpuSeconds() - before.cpuSeconds()) / thousands)
              .with("heapMB", heap);
      if (run.counters().countsSyncs()) {
        measured.with(Measured.SYNCS, (after.syncs() - before.syncs()) / thousands);
      }
      if (after.statements() > before.statements()) {
        measured.with(Measured.STATEMENTS, (after.statements() - before.statements()) / thousands);
      }
      return measured;
    }
  }

  /** Sends so many, four threads with 100 per commit; the seconds it took. */
  static double fill(Peer peer, String queue, long messages) throws Exception {
    AtomicLong left = new AtomicLong(messages / PER_COMMIT);
    return together(
        () -> {
          try (Connection connection = peer.connect()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            while (left.getAndDecrement() > 0) {
              for (int i = 0; i < PER_COMMIT; i++) {
                producer.send(Run.message(session));
              }
              session.commit();
            }
          }
          return null;
        });
  }

  /** Receives so many with four consumers that acknowledge each; messages per second. */
  static double drain(Peer peer, String queue, long messages) throws Exception {
    AtomicLong left = new AtomicLong(messages);
    long end = System.nanoTime() + DRAIN_NANOS;
    double seconds =
        together(
            () -> {
              try (Connection connection = peer.connect()) {
                connection.start();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
                while (left.get() > 0 && System.nanoTime() < end) {
                  if (consumer.receive(PATIENCE_MILLIS / 10) != null) {
                    left.decrementAndGet();
                  }
                }
              }
              return null;
            });
    if (left.get() > 0) {
      System.out.println("not drained: " + left.get() + " of " + messages + " are left");
    }
    return (messages - left.get()) / seconds;
  }

  private static double together(Callable<Void> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long start = System.nanoTime();
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(threads.submit(work));
      }
      for (Future<Void> one : all) {
        one.get();
      }
      return Run.seconds(System.nanoTime() - start);
    } finally {
      threads.shutdown();
    }
  }

  static double usedHeapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20);
  }

  /**
   * Phase 0: a JVM makes an empty store. Phase 1: one starts on it, sends a message and receives
   * it, for what starting costs. Phase 2 fills. Phase 3 starts on that and receives one.
   */
  static Measured restart(Run run) throws Exception {
    if (run.plan().phase() == 2) {
      try (Peer peer = run.start()) {
        fill(peer, QUEUE, run.plan().messagesOr(MANY));
      }
      return new Measured();
    }
    boolean empty = run.plan().phase() <= 1;
    try (Peer peer = run.start();
        Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      var queue = session.createQueue(empty ? "empty" : QUEUE);
      if (empty) {
        session.createProducer(queue).send(Run.message(session));
      }
      MessageConsumer consumer = session.createConsumer(queue);
      BytesMessage first = (BytesMessage) consumer.receive(TimeUnit.MINUTES.toMillis(1));
      if (first == null) {
        throw new IllegalStateException("no message within a minute");
      }
      double seconds = Run.secondsSinceJvmStart();
      Measured measured = new Measured().with(empty ? "secondsEmpty" : "secondsFull", seconds);
      return empty ? measured : measured.with(Measured.RATE, 1 / seconds);
    }
  }

  static Measured selector(Run run) throws Exception {
    long messages = run.plan().messagesOr(SELECTED_FROM);
    long matching = messages / PER_COMMIT;
    try (Peer peer = run.start();
        Connection connection = peer.connect()) {
      Session sending = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageProducer producer = sending.createProducer(sending.createQueue(QUEUE));
      for (long i = 1; i <= messages; i++) {
        BytesMessage message = Run.message(sending);
        message.setLongProperty("number", i % PER_COMMIT);
        producer.send(message);
        if (i % PER_COMMIT == 0) {
          sending.commit();
        }
      }
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE), "number = 7");
      long start = System.nanoTime();
      long last = start;
      long found = 0;
      while (found < matching && receives(consumer)) {
        found++;
        last = System.nanoTime();
      }
      return new Measured()
          .with(Measured.RATE, found / Math.max(1e-9, Run.seconds(last - start)))
          .with("found", found)
          .with("matching", matching);
    }
  }

  private static boolean receives(MessageConsumer consumer) throws JMSException {
    return consumer.receive(PATIENCE_MILLIS * 2) != null;
  }
}
