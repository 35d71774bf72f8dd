package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.JobView;

/** Work on many messages: how far it is, and ending it. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class Jobs {
  @Context private HttpServletRequest request;

  @GET
  @Path("jobs")
  public JsonObject list() {
    return Json.createObjectBuilder()
        .add(
            "items",
            Views.list(
                LocalNode.require().messages().jobs(RequestContext.caller(request)), Views::job))
        .build();
  }

  @GET
  @Path("jobs/{id}")
  public JsonObject job(@PathParam("id") String id) {
    return Views.job(LocalNode.require().messages().job(RequestContext.caller(request), id));
  }

  /** Ends it after the batch it is at. */
  @DELETE
  @Path("jobs/{id}")
  public JsonObject cancel(@PathParam("id") String id) {
    return Views.job(LocalNode.require().messages().cancel(RequestContext.caller(request), id));
  }

  /** 200 with what was done, or 202 and where to ask how far it is. */
  static Response answer(JobView job, UriInfo uri) {
    if (job.state() != JobView.State.RUNNING) {
      return Response.ok(Views.job(job)).build();
    }
    return Response.accepted(Views.job(job))
        .location(uri.getBaseUriBuilder().path("jobs/{id}").build(job.id()))
        .build();
  }
}
