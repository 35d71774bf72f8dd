package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.console.Totals;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementRegistry;

/** What is true of the whole: totals, nodes, audit, and whether there is a node at all. */
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
    Totals totals =
        Totals.of(LocalNode.require().destinations(RequestContext.caller(request), null));
    Caller caller = RequestContext.caller(request);
    return Json.createObjectBuilder()
        .add("queues", totals.queues())
        .add("topics", totals.topics())
        .add("messages", totals.messages())
        .add("consumers", totals.consumers())
        .add("attention", Views.list(LocalNode.require().attention(caller), Views::attention))
        .build();
  }

  @GET
  @Path("nodes")
  public JsonArray nodes() {
    return Views.list(LocalNode.require().nodes(RequestContext.caller(request)), Views::node);
  }

  @GET
  @Path("audit")
  public JsonObject audit(
      @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("50") int limit) {
    return Views.page(
        LocalNode.require().audit(RequestContext.caller(request), cursor, limit), Views::audit);
  }
}
