package org.rowmq.console.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementService;

/**
 * Up once there is a node: it is there only after its tables were made or checked. Whether they can
 * be reached later is no matter of the start. A class of its own, because a server that finds
 * another kind at a class may ask it for that kind only.
 */
@Startup
@ApplicationScoped
public class NodeStartup implements HealthCheck {
  private static final String NAME = "rowmq-started";

  @Override
  public HealthCheckResponse call() {
    return LocalNode.find()
        .map(ManagementService::health)
        .map(health -> NodeReadiness.response(NAME, health, started -> true))
        .orElseGet(
            () ->
                HealthCheckResponse.named(NAME)
                    .down()
                    .withData("node", "none is running in this server")
                    .build());
  }
}
