package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementRegistry;
import org.rowmq.management.TotalsView;

/** What is true of the whole: totals, nodes, and whether there is a node at all. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class OverviewResource {
  @Context private HttpServletRequest request;

  /** Open to all: a page that says why there is no node asks this to find out when there is one. */
  @GET
  @Path("status")
  public JsonObject status() {
    JsonArrayBuilder problems = Json.createArrayBuilder();
    ManagementRegistry.problems().forEach(problems::add);
    return Json.createObjectBuilder()
        .add("available", LocalNode.find().isPresent())
        .add("problems", problems)
        .build();
  }

  @GET
  @Path("overview")
  public JsonObject overview() {
    Caller caller = RequestContext.caller(request);
    TotalsView totals = LocalNode.require().totals(caller);
    return Json.createObjectBuilder()
        .add("queues", totals.queues())
        .add("topics", totals.topics())
        .add("messages", totals.messages())
        .add("ready", totals.ready())
        .add("delivering", totals.delivering())
        .add("scheduled", totals.scheduled())
        .add("consumers", totals.consumers())
        .add("deadLetters", totals.deadLetters())
        .add("prepared", totals.prepared())
        .add("attention", Views.list(LocalNode.require().attention(caller), Views::attention))
        .build();
  }

  @GET
  @Path("nodes")
  public JsonArray nodes() {
    return Views.list(LocalNode.require().nodes(RequestContext.caller(request)), Views::node);
  }

  @GET
  @Path("nodes/{node}")
  public JsonObject node(@PathParam("node") String name) {
    return Views.nodeDetail(LocalNode.require().node(RequestContext.caller(request), name));
  }
}
