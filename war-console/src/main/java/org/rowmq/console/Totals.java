package org.rowmq.console;

import java.util.List;
import org.rowmq.DestinationKind;
import org.rowmq.management.DestinationView;

/** The sums over all destinations. */
public record Totals(int queues, int topics, long messages, int consumers) {

  /** Adds up. */
  public static Totals of(List<DestinationView> destinations) {
    int queues = 0;
    long messages = 0;
    int consumers = 0;
    for (DestinationView d : destinations) {
      queues += d.kind() == DestinationKind.QUEUE ? 1 : 0;
      messages += d.messages();
      consumers += d.consumers();
    }
    return new Totals(queues, destinations.size() - queues, messages, consumers);
  }
}
