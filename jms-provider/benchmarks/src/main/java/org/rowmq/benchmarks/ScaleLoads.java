package org.rowmq.benchmarks;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** RowMQ with very much of something. */
final class ScaleLoads {
  private static final long DEPTH = 5_000_000;
  private static final int CLIENTS = 8;
  private static final long RECEIVED = 50_000;
  private static final int TURNS = 3;
  private static final int QUEUES = 10_000;
  private static final int EACH = 5;
  private static final int SUBSCRIPTIONS = 10_000;
  private static final int PUBLISHED = 20;
  private static final long SHRINK_MESSAGES = 200_000;
  private static final int PER_COMMIT = 100;
  private static final int STEADY_PER_SECOND = 600;
  private static final int KEPT_ONE_IN = 100;
  private static final long KEPT_FOR_MILLIS = 60_000;
  private static final long SAMPLE_MILLIS = 10_000;
  private static final long IDLE_SECONDS = 60;
  private static final long PATIENCE_MILLIS = 20_000;

  private ScaleLoads() {}

  /**
   * Phases 0 and 1: what starting costs on an empty store. Phase 2: the fill. Phase 3: a new JVM on
   * it, to the first message, and the rates of an empty queue and of the deep one, in turn.
   */
  static Measured depth(Run run) throws Exception {
    if (run.plan().phase() <= 1) {
      return BacklogLoads.restart(run);
    }
    if (run.plan().phase() == 2) {
      Peer peer = run.start();
      long messages = run.plan().messagesOr(DEPTH);
      Measured measured = new Measured();
      measured.with("fillRate", messages / BacklogLoads.fill(peer, BacklogLoads.QUEUE, messages));
      measured.with("filledHeapMB", BacklogLoads.usedHeapMegabytes());
      measured.with("filledFileMB", megabytes(run.plan().directory()));
      if (run.plan().scenario() != Scenario.DEPTH_KILL) {
        long start = System.nanoTime();
        peer.close();
        measured.with("closeSeconds", Run.seconds(System.nanoTime() - start));
      }
      return measured;
    }
    long begun = System.nanoTime();
    try (Peer peer = run.start()) {
      double first = firstMessage(peer);
      Measured measured =
          new Measured().with("openSeconds", Run.seconds(System.nanoTime() - begun));
      measured.with("secondsFull", first).with("openHeapMB", BacklogLoads.usedHeapMegabytes());
      compare(run, peer, measured);
      return measured
          .with("deepHeapMB", BacklogLoads.usedHeapMegabytes())
          .with("deepFileMB", megabytes(run.plan().directory()))
          .with(Measured.RATE, measured.get("deepSend").orElseThrow())
          .with(Measured.SECOND_RATE, measured.get("deepReceive").orElseThrow());
    }
  }

  /** In turn, because the machine, and what is compiled, changes; after a turn for warming up. */
  private static void compare(Run run, Peer peer, Measured measured) throws Exception {
    String small = BacklogLoads.QUEUE + ".small";
    Rates empty = rates(run, peer, small + ".first");
    Rates deep = rates(run, peer, BacklogLoads.QUEUE);
    System.out.println("warming up: empty " + empty + ", deep " + deep);
    empty = Rates.NONE;
    deep = Rates.NONE;
    for (int turn = 0; turn < TURNS; turn++) {
      Rates ofEmpty = rates(run, peer, small + turn);
      Rates ofDeep = rates(run, peer, BacklogLoads.QUEUE);
      System.out.println("empty " + ofEmpty + ", deep " + ofDeep);
      empty = empty.plus(ofEmpty);
      deep = deep.plus(ofDeep);
    }
    measured
        .with("emptySend", empty.send() / TURNS)
        .with("emptyReceive", empty.receive() / TURNS)
        .with("deepSend", deep.send() / TURNS)
        .with("deepReceive", deep.receive() / TURNS)
        .with("sendRatio", deep.send() / empty.send())
        .with("receiveRatio", deep.receive() / empty.receive());
  }

  /** Messages per second. */
  private record Rates(double send, double receive) {
    static final Rates NONE = new Rates(0, 0);

    Rates plus(Rates other) {
      return new Rates(send + other.send, receive + other.receive);
    }

    @Override
    public String toString() {
      return "%.0f sent and %.0f received/s".formatted(send, receive);
    }
  }

  private static double firstMessage(Peer peer) throws JMSException {
    try (Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageConsumer consumer = session.createConsumer(session.createQueue(BacklogLoads.QUEUE));
      if (consumer.receive(TimeUnit.MINUTES.toMillis(10)) == null) {
        throw new IllegalStateException("no message within ten minutes");
      }
      return Run.secondsSinceJvmStart();
    }
  }

  private static Rates rates(Run run, Peer peer, String queue) throws Exception {
    Window sending = new Window(run, peer);
    for (int i = 0; i < CLIENTS; i++) {
      sending.producer(meter -> SendLoads.sendAll(peer, meter, queue));
    }
    double send = sending.measure().get(Measured.RATE).orElseThrow();
    // so many that there is something to measure, and the same number from both
    BacklogLoads.fill(peer, queue, RECEIVED);
    double receive = BacklogLoads.drain(peer, queue, RECEIVED);
    return new Rates(send, receive);
  }

  static Measured queues(Run run) throws Exception {
    int queues = (int) run.plan().messagesOr(QUEUES);
    try (Peer peer = run.start();
        Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageProducer producer = session.createProducer(null);
      long start = System.nanoTime();
      for (int i = 0; i < queues; i++) {
        session.createQueue("queue." + i);
      }
      double creating = Run.seconds(System.nanoTime() - start);
      start = System.nanoTime();
      for (int round = 0; round < EACH; round++) {
        for (int i = 0; i < queues; i++) {
          producer.send(session.createQueue("queue." + i), Run.message(session));
          if (i % PER_COMMIT == PER_COMMIT - 1) {
            session.commit();
          }
        }
        session.commit();
      }
      double sending = Run.seconds(System.nanoTime() - start);
      List<MessageConsumer> consumers = new ArrayList<>();
      start = System.nanoTime();
      for (int i = 0; i < queues; i++) {
        consumers.add(session.createConsumer(session.createQueue("queue." + i)));
      }
      double opening = Run.seconds(System.nanoTime() - start);
      start = System.nanoTime();
      long received = 0;
      for (int round = 0; round < EACH; round++) {
        for (MessageConsumer consumer : consumers) {
          if (consumer.receive(PATIENCE_MILLIS) == null) {
            throw new IllegalStateException("a message is missing after " + received);
          }
          if (++received % PER_COMMIT == 0) {
            session.commit();
          }
        }
      }
      session.commit();
      double receiving = Run.seconds(System.nanoTime() - start);
      return new Measured()
          .with(Measured.RATE, queues * (long) EACH / sending)
          .with(Measured.SECOND_RATE, received / receiving)
          .with("createSeconds", creating)
          .with("openConsumersSeconds", opening)
          .with("heapMB", BacklogLoads.usedHeapMegabytes());
    }
  }

  static Measured subscriptions(Run run) throws Exception {
    int subscriptions = (int) run.plan().messagesOr(SUBSCRIPTIONS);
    try (Peer peer = run.start();
        Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Topic topic = session.createTopic("topic");
      long start = System.nanoTime();
      for (int i = 0; i < subscriptions; i++) {
        session.createSharedDurableConsumer(topic, "subscription" + i).close();
      }
      double creating = Run.seconds(System.nanoTime() - start);
      double before = megabytes(run.plan().directory());
      MessageProducer producer = session.createProducer(topic);
      start = System.nanoTime();
      for (int i = 0; i < PUBLISHED; i++) {
        producer.send(Run.message(session));
      }
      double publishing = Run.seconds(System.nanoTime() - start);
      double grown = megabytes(run.plan().directory()) - before;
      Session receivingSession = connection.createSession(true, Session.SESSION_TRANSACTED);
      start = System.nanoTime();
      long received = 0;
      for (int i = 0; i < subscriptions; i++) {
        MessageConsumer consumer =
            receivingSession.createSharedDurableConsumer(topic, "subscription" + i);
        for (int j = 0; j < PUBLISHED; j++) {
          if (consumer.receive(PATIENCE_MILLIS) == null) {
            throw new IllegalStateException("a message is missing after " + received);
          }
          received++;
        }
        receivingSession.commit();
        consumer.close();
      }
      double receiving = Run.seconds(System.nanoTime() - start);
      return new Measured()
          .with(Measured.RATE, subscriptions * (long) PUBLISHED / publishing)
          .with(Measured.SECOND_RATE, received / receiving)
          .with("createSeconds", creating)
          .with("secondsPerSend", publishing / PUBLISHED)
          .with("grownMB", grown)
          .with("heapMB", BacklogLoads.usedHeapMegabytes());
    }
  }

  static Measured steady(Run run) throws Exception {
    try (Peer peer = run.start()) {
      AtomicLong kept = new AtomicLong();
      Window window =
          new Window(run, peer)
              .thread(meter -> SendLoads.receiveAll(peer, meter, "steady"))
              .producer(meter -> SendLoads.sendPaced(peer, meter, "steady", STEADY_PER_SECOND))
              .thread(meter -> keep(peer, meter, kept));
      double[] sizes = {0, 0};
      window.thread(meter -> sample(run.plan().directory(), meter, kept, sizes));
      Measured measured = window.measure();
      return measured.with("largestMB", sizes[0]).with("lastMB", sizes[1]);
    }
  }

  /** Messages that are consumed a minute after they were sent. */
  private static void keep(Peer peer, Window.Meter meter, AtomicLong kept) throws JMSException {
    try (Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageProducer producer = session.createProducer(session.createQueue("kept"));
      MessageConsumer consumer = session.createConsumer(session.createQueue("kept"));
      long pause = TimeUnit.SECONDS.toNanos(1) * KEPT_ONE_IN / STEADY_PER_SECOND;
      long most = KEPT_FOR_MILLIS * STEADY_PER_SECOND / KEPT_ONE_IN / 1000;
      while (meter.running()) {
        producer.send(Run.message(session));
        if (kept.incrementAndGet() > most) {
          consumer.receive(PATIENCE_MILLIS);
          kept.decrementAndGet();
        }
        LockSupport.parkNanos(pause);
      }
    }
  }

  private static void sample(Path directory, Window.Meter meter, AtomicLong kept, double[] sizes)
      throws IOException {
    long start = System.nanoTime();
    long next = start;
    while (meter.running()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      if (System.nanoTime() < next) {
        continue;
      }
      next += TimeUnit.MILLISECONDS.toNanos(SAMPLE_MILLIS);
      sizes[1] = megabytes(directory);
      sizes[0] = Math.max(sizes[0], sizes[1]);
      System.out.printf(
          "%6.0f s: %6.1f MB on disk, %d kept%n",
          Run.seconds(System.nanoTime() - start), sizes[1], kept.get());
    }
  }

  /** Phase 0: filled, drained, idle, closed. Phase 1: opened again. */
  static Measured shrink(Run run) throws Exception {
    Path directory = run.plan().directory();
    if (run.plan().phase() == 1) {
      try (Peer peer = run.start()) {
        return new Measured().with("openedMB", megabytes(directory)).with(Measured.RATE, 1);
      }
    }
    long messages = run.plan().messagesOr(SHRINK_MESSAGES);
    Measured measured = new Measured();
    Peer peer = run.start();
    BacklogLoads.fill(peer, BacklogLoads.QUEUE, messages);
    measured.with("filledMB", megabytes(directory));
    BacklogLoads.drain(peer, BacklogLoads.QUEUE, messages);
    measured.with("drainedMB", megabytes(directory));
    for (int i = 1; i <= IDLE_SECONDS; i++) {
      TimeUnit.SECONDS.sleep(1);
      if (i % 10 == 0) {
        System.out.printf("idle for %d s: %.1f MB%n", i, megabytes(directory));
      }
    }
    measured.with("idleMB", megabytes(directory));
    long start = System.nanoTime();
    peer.close();
    return measured
        .with("closeSeconds", Run.seconds(System.nanoTime() - start))
        .with("closedMB", megabytes(directory));
  }

  private static double megabytes(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes / (double) (1 << 20);
  }
}
