package org.rowmq.console.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.rowmq.console.LocalNode;
import org.rowmq.management.HealthView;
import org.rowmq.management.ManagementService;

/**
 * Up while there is a node whose database answers. A paused queue or dead letters are no reason to
 * take a server out of service. The answer is open to all, so it names no destination, no user and
 * no address.
 */
@Readiness
@ApplicationScoped
public class NodeReadiness implements HealthCheck {
  private static final String NAME = "rowmq-ready";

  @Override
  public HealthCheckResponse call() {
    return LocalNode.find()
        .map(ManagementService::health)
        .map(health -> response(NAME, health, HealthView::ready))
        .orElseGet(
            () ->
                HealthCheckResponse.named(NAME)
                    .down()
                    .withData("node", "none is running in this server")
                    .build());
  }

  static HealthCheckResponse response(
      String name, HealthView health, Predicate<HealthView> status) {
    HealthCheckResponseBuilder builder =
        HealthCheckResponse.named(name)
            .status(status.test(health))
            .withData("node", health.node())
            .withData("version", health.version());
    for (HealthView.Check check : health.checks()) {
      builder.withData(check.name(), (check.ok() ? "ok: " : "FAILED: ") + check.detail());
    }
    return builder.build();
  }
}
