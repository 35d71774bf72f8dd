package org.rowmq.console.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Requests that reach no method of ours: no such path, method or media type. */
public class HttpProblems implements ExceptionMapper<WebApplicationException> {
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(WebApplicationException e) {
    int status = e.getResponse().getStatus();
    String detail =
        switch (status) {
          case 404 -> "There is nothing at this address.";
          case 405 -> "This address does not take " + request.getMethod() + ".";
          case 415 ->
              "PATCH".equals(request.getMethod())
                  ? "Send application/merge-patch+json."
                  : "Send application/json.";
          default -> "The request could not be understood.";
        };
    Response.ResponseBuilder response =
        Response.status(status)
            .type(Problem.MEDIA_TYPE)
            .entity(Problem.document(request, status, detail, null).toString());
    if (status == 405) {
      e.getResponse().getAllowedMethods().forEach(method -> response.header("Allow", method));
    }
    return response.build();
  }
}
