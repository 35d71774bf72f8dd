package org.rowmq.console;

import java.util.Comparator;
import java.util.Optional;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementRegistry;
import org.rowmq.management.ManagementService;

/** The node that answers this console: the first by name of those running in this server. */
public final class LocalNode {
  private LocalNode() {}

  /** Empty while the resource adapter is not started or cannot reach its database. */
  public static Optional<ManagementService> find() {
    return ManagementRegistry.services().stream()
        .min(Comparator.comparing(ManagementService::nodeName));
  }

  /** The node, or {@link ManagementException.Kind#UNAVAILABLE}. */
  public static ManagementService require() {
    return find()
        .orElseThrow(
            () ->
                new ManagementException(
                    ManagementException.Kind.UNAVAILABLE,
                    "No RowMQ node is running in this server."));
  }
}
