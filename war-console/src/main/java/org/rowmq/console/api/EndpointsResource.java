package org.rowmq.console.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;

/** The message-driven beans of all nodes; {@code name} is a parameter, for it may hold anything. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class EndpointsResource {
  @Context private HttpServletRequest request;

  @GET
  @Path("endpoints")
  public JsonArray endpoints() {
    return Views.list(
        LocalNode.require().endpoints(RequestContext.caller(request)), Views::endpoint);
  }

  @POST
  @Path("endpoints/pause")
  public JsonObject pause(@QueryParam("name") String name) {
    return set(name, true);
  }

  @POST
  @Path("endpoints/resume")
  public JsonObject resume(@QueryParam("name") String name) {
    return set(name, false);
  }

  private JsonObject set(String name, boolean paused) {
    return Views.endpoint(
        LocalNode.require()
            .pauseEndpoint(RequestContext.caller(request), name == null ? "" : name, paused));
  }
}
