package org.rowmq.console.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.rowmq.management.ManagementException;

/** Refusals of the management service, whose words are meant for the user. */
public class ManagementProblems implements ExceptionMapper<ManagementException> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(ManagementException e) {
    int status = Problem.status(e.kind());
    return Response.status(status)
        .type(Problem.MEDIA_TYPE)
        .entity(Problem.document(request, status, e.getMessage(), e.field()).toString())
        .build();
  }
}
