package org.rowmq.management;

import java.util.Set;
import org.rowmq.DestinationRight;

/**
 * What a user may do with destinations.
 *
 * @param user name of a user of messaging clients or of the console, or {@code *} for every user
 * @param destination name of queues and topics; each {@code *} in it stands for any text
 */
public record PermissionView(String user, String destination, Set<DestinationRight> rights) {
  public PermissionView {
    rights = Set.copyOf(rights);
  }
}
