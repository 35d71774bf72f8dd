package org.rowmq.benchmarks;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** The measured JVM: starts one provider, does one scenario, and writes down what it found. */
final class Run {
  static final int BODY_BYTES = 1024;

  private final Plan plan;
  private final Counters counters;

  private Run(Plan plan) throws Exception {
    this.plan = plan;
    this.counters = new Counters(plan);
  }

  /** Takes the file of a {@link Plan} and the file for the numbers. */
  public static void main(String[] args) throws Exception {
    Run run = new Run(Plan.read(Path.of(args[0])));
    Measured measured = run.plan.scenario().load().run(run);
    measured.write(Path.of(args[1]));
    System.out.flush();
    if (FlightRecorder.isInitialized()) {
      // writes the file that --profile asked for
      FlightRecorder.getFlightRecorder().getRecordings().forEach(Recording::stop);
    }
    // some leave threads behind
    Runtime.getRuntime().halt(0);
  }

  Plan plan() {
    return plan;
  }

  Counters counters() {
    return counters;
  }

  Peer start() throws Exception {
    return Peer.start(plan);
  }

  static double secondsSinceJvmStart() {
    long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    return millis / 1000.0;
  }

  static double seconds(long nanos) {
    return nanos / (double) Duration.ofSeconds(1).toNanos();
  }

  /** A message that says when it was made. */
  static BytesMessage message(Session session) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    byte[] body = new byte[BODY_BYTES];
    ByteBuffer.wrap(body).putLong(System.nanoTime());
    message.writeBytes(body);
    return message;
  }

  /** Nanoseconds since a message was made, in this JVM; reads its whole body. */
  static long age(BytesMessage message) throws JMSException {
    byte[] body = new byte[BODY_BYTES];
    message.readBytes(body);
    return System.nanoTime() - ByteBuffer.wrap(body).getLong();
  }
}
