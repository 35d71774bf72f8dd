package org.rowmq.management;

import java.util.List;

/**
 * How a node is. Names no destination and holds no secret: servers show it to everybody.
 *
 * @param live whether its periodic work goes on; false calls for a restart of the process
 * @param ready whether it can do its work now; false while the database does not answer
 */
public record HealthView(
    String node, String version, boolean live, boolean ready, List<Check> checks) {
  public HealthView {
    checks = List.copyOf(checks);
  }

  /**
   * One thing looked at.
   *
   * @param name {@code heartbeat}, {@code store}, {@code membership} or {@code disk}
   * @param detail in one line
   */
  public record Check(String name, boolean ok, String detail) {}
}
