package org.rowmq.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rowmq.DestinationKind;
import org.rowmq.management.DestinationView;

/**
 * The sums over all destinations, and which of them somebody should look at.
 *
 * @param attention the most messages first
 */
public record Totals(
    int queues, int topics, long messages, int consumers, List<Attention> attention) {

  public Totals {
    attention = List.copyOf(attention);
  }

  /** A destination to look at, and why. */
  public record Attention(DestinationView destination, String reason, String level) {}

  /** Adds up. */
  public static Totals of(List<DestinationView> destinations) {
    int queues = 0;
    long messages = 0;
    int consumers = 0;
    List<Attention> attention = new ArrayList<>();
    for (DestinationView d : destinations) {
      queues += d.kind() == DestinationKind.QUEUE ? 1 : 0;
      messages += d.messages();
      consumers += d.consumers();
      attend(d, attention);
    }
    attention.sort((a, b) -> Long.compare(b.destination().messages(), a.destination().messages()));
    return new Totals(queues, destinations.size() - queues, messages, consumers, attention);
  }

  private static void attend(DestinationView d, List<Attention> attention) {
    if (d.consumptionPaused()) {
      attention.add(new Attention(d, "Delivery is paused", "warn"));
    } else if (d.productionPaused()) {
      attention.add(new Attention(d, "Sending is paused", "warn"));
    } else if (d.messages() > 0 && d.name().toUpperCase(Locale.ROOT).startsWith("DLQ.")) {
      attention.add(new Attention(d, "Dead letters", "bad"));
    } else if (d.messages() > 0 && d.consumers() == 0 && d.kind() == DestinationKind.QUEUE) {
      attention.add(new Attention(d, "Messages wait and this node has no consumer", "warn"));
    }
  }
}
