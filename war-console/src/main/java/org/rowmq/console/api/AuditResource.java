package org.rowmq.console.api;

import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.rowmq.console.AuditCsv;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.Page;

/** The audit trail: a page of it, or all that match as a file. */
@Path("/")
public class AuditResource {
  @Context private HttpServletRequest request;
  @Context private UriInfo uri;

  /**
   * Filtered by {@code user}, {@code action}, {@code target}, {@code destination}, {@code outcome},
   * {@code from}, {@code to}.
   */
  @GET
  @Path("audit")
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject audit(
      @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("50") int limit) {
    return Views.page(LocalNode.require().audit(caller(), filter(), cursor, limit), Views::audit);
  }

  /** How many match among the newest 10,000. */
  @GET
  @Path("audit/count")
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject count() {
    return Views.count(LocalNode.require().countAudit(caller(), filter()));
  }

  /** As comma-separated values, with the same filter. */
  @GET
  @Path("audit/export")
  @Produces("text/csv")
  public Response export() {
    AuditFilter filter = filter();
    Caller caller = caller();
    Page<AuditView> first = LocalNode.require().exportAudit(caller, filter, null);
    StreamingOutput output =
        stream -> {
          Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
          writer.write(AuditCsv.HEADER);
          Page<AuditView> part = first;
          write(writer, part);
          while (part.next() != null) {
            part = LocalNode.require().exportAudit(caller, filter, part.next());
            write(writer, part);
          }
          writer.flush();
        };
    return Response.ok(output, "text/csv;charset=UTF-8")
        .header("Content-Disposition", "attachment; filename=\"audit.csv\"")
        .build();
  }

  private static void write(Writer writer, Page<AuditView> part) throws IOException {
    for (AuditView row : part.items()) {
      writer.write(AuditCsv.line(row));
    }
  }

  private AuditFilter filter() {
    return Filters.ofAudit(name -> uri.getQueryParameters().getFirst(name));
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
