package org.rowmq.management.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Flow;
import org.rowmq.management.ConnectionView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.ConsumerView.Held;
import org.rowmq.management.EndpointView;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.JobView;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.ProducerView;
import org.rowmq.management.SessionView;
import org.rowmq.management.SlowCallView;
import org.rowmq.management.WarningView;
import org.rowmq.management.service.Cluster.Share;
import org.rowmq.metrics.Histogram;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreInfo;

/**
 * What a node tells consoles of other nodes, as text: a line for each thing, whose first word says
 * what it is, and whose fields are URL-encoded. Lines of a kind that is not known are passed over,
 * so nodes of different versions understand each other.
 */
record NodeSnapshot(
    String version,
    List<NodeGauge> gauges,
    List<ConsumerView> consumers,
    List<ConnectionView> connections,
    List<SessionView> sessions,
    List<ProducerView> producers,
    List<EndpointView> beans,
    List<JobView> jobs,
    List<Share> shares,
    Map<Long, Histogram.Snapshot> waits,
    Map<Long, Long> deaths,
    Map<Operation, Histogram.Snapshot> calls,
    List<WarningView> warnings,
    List<SlowCallView> slowCalls) {
  static final NodeSnapshot NONE =
      new NodeSnapshot(
          null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of(), Map.of(), Map.of(), Map.of(), List.of(), List.of());

  private static final int MOST = 200;
  private static final int MOST_HELD = 5;
  private static final int MOST_JOBS = 20;
  private static final int MOST_WARNINGS = 5;
  private static final int MOST_SLOW_CALLS = 10;
  private static final int MOST_OF_A_TEXT = 300;
  private static final String NULL = "!"; // which URLEncoder never writes

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "version", version);
    gauges.forEach(g -> line(text, "gauge", g.group(), g.name(), g.unit(), g.value(), g.most()));
    consumers.stream()
        .limit(MOST)
        .forEach(
            c -> {
              List<Object> fields =
                  new ArrayList<>(
                      Arrays.asList(
                          c.kind(),
                          c.name(),
                          c.user(),
                          c.connection(),
                          c.type(),
                          c.destination(),
                          c.subscription(),
                          c.selector(),
                          c.since(),
                          c.open(),
                          c.held()));
              c.messages().stream()
                  .limit(MOST_HELD)
                  .forEach(m -> fields.addAll(List.of(m.id(), m.messageId(), m.since())));
              // at the end, where nodes of earlier versions do not look
              fields.add(c.session());
              fields.add(c.lastAt());
              line(text, "consumer", fields.toArray());
            });
    connections.stream()
        .limit(MOST)
        .forEach(
            c ->
                line(
                    text,
                    "connection",
                    c.id(),
                    c.clientId(),
                    c.user(),
                    c.since(),
                    c.started(),
                    c.sessions(),
                    c.consumers()));
    sessions.stream().limit(MOST).forEach(s -> line(text, "session", fields(s)));
    producers.stream().limit(MOST).forEach(p -> line(text, "producer", fields(p)));
    beans.stream().limit(MOST).forEach(b -> line(text, "bean", fields(b)));
    jobs.stream().limit(MOST_JOBS).forEach(j -> line(text, "job", fields(j)));
    shares.forEach(
        s ->
            line(
                text,
                "mailbox",
                s.mailboxId(),
                s.consumers(),
                s.flow().arrived(),
                s.flow().left(),
                s.delivering()));
    waits.forEach((id, waited) -> line(text, "waited", fields(id, waited)));
    deaths.forEach((id, dead) -> line(text, "died", id, dead));
    calls.forEach((operation, took) -> line(text, "calls", fields(operation, took)));
    warnings.stream()
        .limit(MOST_WARNINGS)
        .forEach(w -> line(text, "warning", w.at(), w.level(), w.logger(), cut(w.text())));
    slowCalls.stream()
        .limit(MOST_SLOW_CALLS)
        .forEach(
            c ->
                line(
                    text,
                    "slow",
                    c.at(),
                    cut(c.what()),
                    c.millis(),
                    c.rows(),
                    c.bytes(),
                    c.failed()));
    return text.toString();
  }

  private static Object[] fields(SessionView s) {
    return new Object[] {
      s.id(),
      s.connection(),
      s.clientId(),
      s.mode(),
      s.since(),
      s.sent(),
      s.received(),
      s.lastSentAt(),
      s.lastReceivedAt(),
      s.consumers(),
      s.held()
    };
  }

  private static SessionView session(String node, String[] f) {
    return new SessionView(
        node,
        Long.parseLong(f[1]),
        Long.parseLong(f[2]),
        f[3],
        f[4],
        Long.parseLong(f[5]),
        Long.parseLong(f[6]),
        Long.parseLong(f[7]),
        Long.parseLong(f[8]),
        Long.parseLong(f[9]),
        Integer.parseInt(f[10]),
        Integer.parseInt(f[11]));
  }

  private static Object[] fields(ProducerView p) {
    return new Object[] {
      p.connection(),
      p.session(),
      p.clientId(),
      p.user(),
      p.type(),
      p.destination(),
      p.sessions(),
      p.since(),
      p.sent(),
      p.lastAt()
    };
  }

  private static ProducerView producer(String node, String[] f) {
    return new ProducerView(
        node,
        Long.parseLong(f[1]),
        Long.parseLong(f[2]),
        f[3],
        f[4],
        f[5],
        f[6],
        Long.parseLong(f[7]),
        Long.parseLong(f[8]),
        Long.parseLong(f[9]),
        Long.parseLong(f[10]));
  }

  private static Object[] fields(EndpointView b) {
    return new Object[] {
      b.name(),
      b.kind(),
      b.destination(),
      b.subscription(),
      b.selector(),
      b.state(),
      cut(b.stateReason()),
      b.sessions(),
      b.granted(),
      b.transactionMode(),
      b.batchSize(),
      b.delivered(),
      b.failures(),
      cut(b.lastFailure())
    };
  }

  private static EndpointView bean(String node, String[] f) {
    return new EndpointView(
        node,
        false,
        f[1],
        DestinationKind.valueOf(f[2]),
        f[3],
        f[4],
        f[5],
        f[6],
        f[7],
        Integer.parseInt(f[8]),
        Integer.parseInt(f[9]),
        f[10],
        Integer.parseInt(f[11]),
        Long.parseLong(f[12]),
        Long.parseLong(f[13]),
        f[14]);
  }

  private static Object[] fields(JobView j) {
    return new Object[] {
      j.id(),
      j.action(),
      j.source(),
      j.target(),
      j.user(),
      j.state(),
      j.total(),
      j.done(),
      j.skipped(),
      j.startedAt(),
      j.endedAt(),
      cut(j.error())
    };
  }

  private static JobView job(String node, String[] f) {
    return new JobView(
        node,
        false,
        f[1],
        f[2],
        f[3],
        f[4],
        f[5],
        JobView.State.valueOf(f[6]),
        Long.parseLong(f[7]),
        Long.parseLong(f[8]),
        Long.parseLong(f[9]),
        Long.parseLong(f[10]),
        Long.parseLong(f[11]),
        f[12]);
  }

  private static Object[] fields(Object what, Histogram.Snapshot histogram) {
    List<Object> fields = new ArrayList<>(List.of(what, histogram.sum()));
    histogram.buckets().forEach(bucket -> fields.add(bucket.count()));
    return fields.toArray();
  }

  private static List<Long> counts(String[] f) {
    return Stream.of(f).skip(3).map(Long::valueOf).toList();
  }

  /** Of what a later version may tell, what this one knows. */
  private static Optional<Operation> operation(String name) {
    return Stream.of(Operation.values()).filter(each -> each.name().equals(name)).findFirst();
  }

  /** Exceptions may say anything at any length. */
  private static String cut(String text) {
    return text == null || text.length() <= MOST_OF_A_TEXT
        ? text
        : text.substring(0, MOST_OF_A_TEXT - 1) + "…";
  }

  /** What the other living nodes have told; an exclusive store has no others. */
  static List<NodeSnapshot> ofOthers(Broker broker) {
    StoreInfo info = broker.store().info();
    if (info.exclusive()) {
      return List.of();
    }
    return broker.store().nodes().nodes().stream()
        .filter(row -> !row.name().equals(info.nodeName()))
        .map(NodeSnapshot::of)
        .toList();
  }

  /** What a node tells, or nothing when it is not alive. */
  static NodeSnapshot of(NodeRow row) {
    return row.alive() ? of(row.name(), row.snapshot()) : NONE;
  }

  private static void line(StringBuilder text, String kind, Object... fields) {
    text.append(kind);
    for (Object field : fields) {
      text.append(' ').append(field == null ? NULL : URLEncoder.encode(field.toString(), UTF_8));
    }
    text.append('\n');
  }

  /**
   * Reads what a node has told.
   *
   * @param node its name
   * @param text null for nothing
   */
  static NodeSnapshot of(String node, String text) {
    if (text == null) {
      return NONE;
    }
    String version = null;
    List<NodeGauge> gauges = new ArrayList<>();
    List<ConsumerView> consumers = new ArrayList<>();
    List<ConnectionView> connections = new ArrayList<>();
    List<SessionView> sessions = new ArrayList<>();
    List<ProducerView> producers = new ArrayList<>();
    List<EndpointView> beans = new ArrayList<>();
    List<JobView> jobs = new ArrayList<>();
    List<Share> shares = new ArrayList<>();
    Map<Long, Histogram.Snapshot> waits = new HashMap<>();
    Map<Long, Long> deaths = new HashMap<>();
    Map<Operation, Histogram.Snapshot> calls = new EnumMap<>(Operation.class);
    List<WarningView> warnings = new ArrayList<>();
    List<SlowCallView> slowCalls = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] f = line.split(" ", -1);
      for (int i = 1; i < f.length; i++) {
        f[i] = f[i].equals(NULL) ? null : URLDecoder.decode(f[i], UTF_8);
      }
      if (f[0].equals("version") && f.length == 2) {
        version = f[1];
      } else if (f[0].equals("gauge") && f.length >= 6) {
        gauges.add(
            new NodeGauge(f[1], f[2], f[3], Double.parseDouble(f[4]), Double.parseDouble(f[5])));
      } else if (f[0].equals("consumer") && f.length >= 12) {
        consumers.add(consumer(node, f));
      } else if (f[0].equals("connection") && f.length >= 8) {
        connections.add(
            new ConnectionView(
                node,
                false,
                Long.parseLong(f[1]),
                f[2],
                f[3],
                Long.parseLong(f[4]),
                Boolean.parseBoolean(f[5]),
                Integer.parseInt(f[6]),
                Integer.parseInt(f[7])));
      } else if (f[0].equals("session") && f.length >= 12) {
        sessions.add(session(node, f));
      } else if (f[0].equals("producer") && f.length >= 11) {
        producers.add(producer(node, f));
      } else if (f[0].equals("bean") && f.length >= 15) {
        beans.add(bean(node, f));
      } else if (f[0].equals("job") && f.length >= 13) {
        jobs.add(job(node, f));
      } else if (f[0].equals("mailbox") && f.length >= 5) {
        shares.add(
            new Share(
                Long.parseLong(f[1]),
                Integer.parseInt(f[2]),
                new Flow(Long.parseLong(f[3]), Long.parseLong(f[4])),
                f.length > 5 ? Integer.parseInt(f[5]) : 0));
      } else if (f[0].equals("waited") && f.length >= 3) {
        waits.put(Long.parseLong(f[1]), Histogram.ofWaiting(counts(f), Double.parseDouble(f[2])));
      } else if (f[0].equals("died") && f.length >= 3) {
        deaths.put(Long.parseLong(f[1]), Long.parseLong(f[2]));
      } else if (f[0].equals("calls") && f.length >= 3) {
        double sum = Double.parseDouble(f[2]);
        operation(f[1]).ifPresent(each -> calls.put(each, Histogram.ofCalls(counts(f), sum)));
      } else if (f[0].equals("warning") && f.length >= 5) {
        warnings.add(new WarningView(Long.parseLong(f[1]), f[2], f[3], f[4]));
      } else if (f[0].equals("slow") && f.length >= 7) {
        slowCalls.add(
            new SlowCallView(
                Long.parseLong(f[1]),
                f[2],
                Long.parseLong(f[3]),
                Integer.parseInt(f[4]),
                Long.parseLong(f[5]),
                Boolean.parseBoolean(f[6])));
      }
    }
    return new NodeSnapshot(
        version,
        gauges,
        consumers,
        connections,
        sessions,
        producers,
        beans,
        jobs,
        shares,
        waits,
        deaths,
        calls,
        warnings,
        slowCalls);
  }

  private static ConsumerView consumer(String node, String[] f) {
    List<Held> held = new ArrayList<>();
    int end = f.length;
    boolean more = (end - 12) % 3 == 2; // an earlier version says nothing after the messages
    for (int i = 12; i + 2 < end; i += 3) {
      held.add(new Held(f[i], f[i + 1], Long.parseLong(f[i + 2])));
    }
    return new ConsumerView(
        node,
        f[1],
        f[2],
        f[3],
        Long.parseLong(f[4]),
        more ? Long.parseLong(f[end - 2]) : 0,
        f[5],
        f[6],
        f[7],
        f[8],
        Long.parseLong(f[9]),
        Boolean.parseBoolean(f[10]),
        more ? Long.parseLong(f[end - 1]) : 0,
        null,
        -1,
        Integer.parseInt(f[11]),
        held);
  }
}
