package org.rowmq.management.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rowmq.broker.Flow;
import org.rowmq.management.ConnectionView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.ConsumerView.Held;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.service.Cluster.Share;

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
    List<Share> shares) {
  static final NodeSnapshot NONE =
      new NodeSnapshot(null, List.of(), List.of(), List.of(), List.of());

  private static final int MOST = 200;
  private static final int MOST_HELD = 5;
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
    shares.forEach(
        s ->
            line(
                text,
                "mailbox",
                s.mailboxId(),
                s.consumers(),
                s.flow().arrived(),
                s.flow().left()));
    return text.toString();
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
    List<Share> shares = new ArrayList<>();
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
      } else if (f[0].equals("mailbox") && f.length >= 5) {
        shares.add(
            new Share(
                Long.parseLong(f[1]),
                Integer.parseInt(f[2]),
                new Flow(Long.parseLong(f[3]), Long.parseLong(f[4]))));
      }
    }
    return new NodeSnapshot(version, gauges, consumers, connections, shares);
  }

  private static ConsumerView consumer(String node, String[] f) {
    List<Held> held = new ArrayList<>();
    for (int i = 12; i + 2 < f.length; i += 3) {
      held.add(new Held(f[i], f[i + 1], Long.parseLong(f[i + 2])));
    }
    return new ConsumerView(
        node,
        f[1],
        f[2],
        f[3],
        Long.parseLong(f[4]),
        f[5],
        f[6],
        f[7],
        f[8],
        Long.parseLong(f[9]),
        Boolean.parseBoolean(f[10]),
        Integer.parseInt(f[11]),
        held);
  }
}
