package org.rowmq.console.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.rowmq.console.LocalNode;
import org.rowmq.management.HealthView;
import org.rowmq.management.ManagementService;

/**
 * Up while the node's periodic work goes on. Also up without a node: a restart of the server would
 * not help against a wrong password of the database, and the adapter tries again by itself.
 */
@Liveness
@ApplicationScoped
public class NodeLiveness implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return LocalNode.find()
        .map(ManagementService::health)
        .map(health -> NodeReadiness.response("rowmq-live", health, HealthView::live))
        .orElseGet(() -> HealthCheckResponse.named("rowmq-live").up().build());
  }
}
