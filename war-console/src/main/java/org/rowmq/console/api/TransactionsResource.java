package org.rowmq.console.api;

import jakarta.json.JsonArray;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;

/** Prepared transactions, and ending them in place of their transaction manager. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class TransactionsResource {
  @Context private HttpServletRequest request;

  @GET
  @Path("transactions/prepared")
  public JsonArray prepared() {
    return Views.list(
        LocalNode.require().preparedTransactions(RequestContext.caller(request)),
        Views::transaction);
  }

  /** Body {@code {"reason": ".."}}; answers 204. */
  @POST
  @Path("transactions/prepared/{xid}/{outcome:commit|rollback}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response resolve(
      @PathParam("xid") String xid, @PathParam("outcome") String outcome, String body) {
    LocalNode.require()
        .resolveTransaction(
            RequestContext.caller(request),
            xid,
            outcome.equals("commit"),
            Input.of(body).text("reason", null));
    return Response.noContent().build();
  }
}
