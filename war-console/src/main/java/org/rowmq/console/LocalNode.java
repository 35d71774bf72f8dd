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

  /**
   * The node, or {@link ManagementException.Kind#UNAVAILABLE}, at once, when there is none or its
   * database does not answer: a page that asks it several times would keep its reader waiting.
   */
  public static ManagementService require() {
    ManagementService node = present();
    if (!node.storeAnswers()) {
      throw new ManagementException(
          ManagementException.Kind.UNAVAILABLE,
          "The database does not answer. RowMQ goes on by itself when it does.");
    }
    return node;
  }

  /** The node whether or not its database answers, or {@code UNAVAILABLE}. */
  public static ManagementService present() {
    return find()
        .orElseThrow(
            () ->
                new ManagementException(
                    ManagementException.Kind.UNAVAILABLE,
                    "No RowMQ node is running in this server."));
  }
}
