package org.rowmq.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is done. Messages are BytesMessages of 1 KiB, persistent unless said otherwise. */
enum Scenario {
  SEND_1("send-1", "sync send, 1 producer", run -> SendLoads.send(run, 1)),
  SEND_8("send-8", "sync send, 8 producers", run -> SendLoads.send(run, 8)),
  SEND_32("send-32", "sync send, 32 producers", run -> SendLoads.send(run, 32)),
  E2E_1("e2e-1", "end to end, 1 producer, 1 consumer", run -> SendLoads.endToEnd(run, 1, true)),
  E2E_8("e2e-8", "end to end, 8 producers, 8 consumers", run -> SendLoads.endToEnd(run, 8, true)),
  PACED("paced", "end to end at 500 messages/s", run -> SendLoads.paced(run, 500)),
  TX_1(
      "tx-1", "transacted, 1 per commit: send; receive", run -> TransactedLoads.transacted(run, 1)),
  TX_10(
      "tx-10",
      "transacted, 10 per commit: send; receive",
      run -> TransactedLoads.transacted(run, 10)),
  TX_100(
      "tx-100",
      "transacted, 100 per commit: send; receive",
      run -> TransactedLoads.transacted(run, 100)),
  NP_1("np-1", "non-persistent, 1 producer, 1 consumer", run -> SendLoads.endToEnd(run, 1, false)),
  NP_8(
      "np-8", "non-persistent, 8 producers, 8 consumers", run -> SendLoads.endToEnd(run, 8, false)),
  FAN_OUT(
      "fan-out",
      "1 publisher, 10 durable subscribers (deliveries)",
      run -> SendLoads.fanOut(run, 10)),
  XA_1("xa-1", "XA receive and send, 1 thread (branches)", run -> TransactedLoads.xa(run, 1)),
  XA_8("xa-8", "XA receive and send, 8 threads (branches)", run -> TransactedLoads.xa(run, 8)),
  FILL(
      "fill",
      "fill with 200 000 (4 x 100 per commit); drain (4 consumers, auto-acknowledge)",
      BacklogLoads::fillAndDrain),
  RESTART(
      "restart",
      "a new JVM on 200 000: seconds to the first message (the rate is one over them)",
      BacklogLoads::restart,
      4),
  SELECTOR("selector", "consumer of 1 % of 50 000, by selector (matches)", BacklogLoads::selector),

  DEPTH("depth", "a queue of 5 million in a JVM of 256 MB: send; receive", ScaleLoads::depth, 4),
  DEPTH_KILL(
      "depth-kill", "the same, the first JVM killed instead of closed", ScaleLoads::depth, 4),
  QUEUES("queues", "10 000 queues: send to each; receive from each", ScaleLoads::queues),
  SUBSCRIPTIONS(
      "subscriptions",
      "10 000 durable subscriptions of one topic: deliveries stored; received",
      ScaleLoads::subscriptions),
  STEADY(
      "steady",
      "steady 600/s, one message in 100 left for a while: the size of the file",
      ScaleLoads::steady),
  SHRINK("shrink", "the file after a drain of 200 000", ScaleLoads::shrink, 2);

  /** What a run does. */
  @FunctionalInterface
  interface Load {
    Measured run(Run run) throws Exception;
  }

  private final String label;
  private final String title;
  private final Load load;
  private final int phases;

  Scenario(String label, String title, Load load) {
    this(label, title, load, 1);
  }

  Scenario(String label, String title, Load load, int phases) {
    this.label = label;
    this.title = title;
    this.load = load;
    this.phases = phases;
  }

  static Scenario of(String label) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new UsageException("--scenario knows no '" + label + "'"));
  }

  /** One scenario, or several that have a common name. */
  static List<Scenario> group(String label) {
    return switch (label) {
      case "all" -> Arrays.stream(values()).filter(scenario -> !scenario.isScale()).toList();
      case "scale" -> Arrays.stream(values()).filter(Scenario::isScale).toList();
      default -> List.of(of(label));
    };
  }

  static String labels() {
    return Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(" "));
  }

  /** Whether it is about RowMQ alone, and long. */
  boolean isScale() {
    return ordinal() >= DEPTH.ordinal();
  }

  /** Megabytes of heap it is to be done in. */
  int heap() {
    return isScale() ? 256 : 2048;
  }

  /** JVMs that run one after the other on the same files. */
  int phases() {
    return phases;
  }

  String label() {
    return label;
  }

  String title() {
    return title;
  }

  Load load() {
    return load;
  }
}
