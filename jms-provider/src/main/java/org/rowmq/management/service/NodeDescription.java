package org.rowmq.management.service;

import java.util.List;
import org.rowmq.broker.Broker;

/**
 * Has a node tell consoles of other nodes what consumes from it and who is connected. One that is
 * managed tells more, see {@link Management}.
 */
public final class NodeDescription {
  private NodeDescription() {}

  /**
   * From now on, with each heartbeat.
   *
   * @param version of this program, as it is shown
   */
  public static void publish(Broker broker, String version) {
    ClientDesk desk = new ClientDesk(broker, new Guard(broker, new AuditTrail(broker)), version);
    broker.describedBy(() -> desk.snapshot(List.of(), List.of(), List.of()));
  }
}
