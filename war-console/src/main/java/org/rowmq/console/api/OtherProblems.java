package org.rowmq.console.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.console.RequestContext;

/** Everything unforeseen: the log gets the stack trace, the client the id to find it by. */
public class OtherProblems implements ExceptionMapper<Exception> {
  private static final Logger LOG = Logger.getLogger(OtherProblems.class.getName());

  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Exception e) {
    LOG.log(Level.SEVERE, e, () -> "API request " + RequestContext.id(request) + " failed");
    String detail = "The server's log says more under the request id.";
    return Response.status(500)
        .type(Problem.MEDIA_TYPE)
        .entity(Problem.document(request, 500, detail, null).toString())
        .build();
  }
}
