package org.rowmq.console.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.Page;

/** All messages that match as a file: JSON, one message a line. */
@Path("/")
@Produces(ExportResource.LINES)
public class ExportResource {
  static final String LINES = "application/x-ndjson";

  @Context private HttpServletRequest request;
  @Context private UriInfo uri;

  @GET
  @Path("destinations/queue/{name:.+}/messages/export")
  public Response queue(@PathParam("name") String name) {
    return export(MessageSource.queue(name));
  }

  @GET
  @Path("subscriptions/{id:\\d+}/messages/export")
  public Response subscription(@PathParam("id") long id) {
    return export(MessageSource.subscription(id));
  }

  /** The first part is read before anything is answered, so that what is wrong can be said. */
  private Response export(MessageSource source) {
    MessageManagement messages = LocalNode.require().messages();
    Caller caller = RequestContext.caller(request);
    MessageFilter filter = Filters.of(uri.getQueryParameters()::getFirst);
    Page<MessageDetail> first = messages.export(caller, source, filter, null);
    StreamingOutput output =
        stream -> {
          Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
          Page<MessageDetail> part = first;
          write(writer, part);
          while (part.next() != null) {
            part = messages.export(caller, source, filter, part.next());
            write(writer, part);
          }
          writer.flush();
        };
    return Response.ok(output, LINES)
        .header("Content-Disposition", "attachment; filename=\"messages.ndjson\"")
        .build();
  }

  private static void write(Writer writer, Page<MessageDetail> part) throws IOException {
    for (MessageDetail message : part.items()) {
      writer.write(Views.detail(message).toString());
      writer.write('\n');
    }
  }
}
