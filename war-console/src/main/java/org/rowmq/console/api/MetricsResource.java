package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.HealthView;
import org.rowmq.management.OpenMetrics;

/** What monitoring asks for. Other than the server's own pages of the kind, these are guarded. */
@Path("/")
public class MetricsResource {
  @Context private HttpServletRequest request;

  /** OpenMetrics text, with the names of destinations. */
  @GET
  @Path("metrics")
  @Produces("application/openmetrics-text")
  public Response metrics() {
    String text = OpenMetrics.text(LocalNode.present().metrics(RequestContext.caller(request)));
    return Response.ok(text, MediaType.valueOf(OpenMetrics.MEDIA_TYPE)).build();
  }

  /** 200 while the node can work, else 503; either with the checks. */
  @GET
  @Path("health")
  @Produces(MediaType.APPLICATION_JSON)
  public Response health() {
    HealthView health = LocalNode.present().health();
    JsonArrayBuilder checks = Json.createArrayBuilder();
    for (HealthView.Check check : health.checks()) {
      checks.add(
          Json.createObjectBuilder()
              .add("name", check.name())
              .add("ok", check.ok())
              .add("detail", check.detail()));
    }
    JsonObject json =
        Json.createObjectBuilder()
            .add("node", health.node())
            .add("version", health.version())
            .add("live", health.live())
            .add("ready", health.ready())
            .add("checks", checks)
            .build();
    return Response.status(health.ready() ? 200 : 503).entity(json).build();
  }
}
