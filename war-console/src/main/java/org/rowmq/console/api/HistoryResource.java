package org.rowmq.console.api;

import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.rowmq.console.HistoryCsv;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.management.ManagementException;

/**
 * How depths, rates, waits, dead letters and calls to the database have developed; what the charts
 * are drawn from.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
  @Context private HttpServletRequest request;

  @GET
  @Path("history")
  public JsonObject all(@QueryParam("range") @DefaultValue("15m") String range) {
    return Views.history(LocalNode.require().history(caller(), range(range)));
  }

  @GET
  @Path("destinations/{type}/{name:.+}/history")
  public JsonObject one(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @QueryParam("range") @DefaultValue("15m") String range) {
    return Views.history(
        LocalNode.require().history(caller(), Input.kind(type), name, range(range)));
  }

  /** The same as comma-separated values. */
  @GET
  @Path("history/export")
  @Produces("text/csv")
  public Response export(@QueryParam("range") @DefaultValue("15m") String range) {
    return csv("all", range, LocalNode.require().history(caller(), range(range)), true);
  }

  /** The same as comma-separated values. */
  @GET
  @Path("destinations/{type}/{name:.+}/history/export")
  @Produces("text/csv")
  public Response export(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @QueryParam("range") @DefaultValue("15m") String range) {
    return csv(
        type + "-" + name,
        range,
        LocalNode.require().history(caller(), Input.kind(type), name, range(range)),
        false);
  }

  private static Response csv(String what, String range, HistoryView history, boolean withStore) {
    return Response.ok(HistoryCsv.of(history, withStore), "text/csv;charset=UTF-8")
        .header(
            "Content-Disposition",
            "attachment; filename=\"" + HistoryCsv.fileName(what, range) + "\"")
        .build();
  }

  private static Range range(String text) {
    return switch (text) {
      case "15m" -> Range.MINUTES_15;
      case "1h" -> Range.HOUR;
      case "24h" -> Range.DAY;
      case "7d" -> Range.WEEK;
      default ->
          throw new ManagementException(
              ManagementException.Kind.INVALID, "The range is 15m, 1h, 24h or 7d.", "range", null);
    };
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
