package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rowmq.console.RequestContext;
import org.rowmq.management.ManagementException;

/** Problem documents (RFC 9457): the only form in which the API reports an error. */
public final class Problem {
  /** Their media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private Problem() {}

  /** Writes one as the whole response. */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, int status, String detail)
      throws IOException {
    response.setStatus(status);
    response.setContentType(MEDIA_TYPE + ";charset=UTF-8");
    response.getWriter().write(document(request, status, detail, null).toString());
    response.flushBuffer();
  }

  /** The document; {@code field} names the parameter that is wrong, or is null. */
  static JsonObject document(HttpServletRequest request, int status, String detail, String field) {
    JsonObjectBuilder problem =
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", title(status))
            .add("status", status)
            .add("detail", detail)
            .add("requestId", RequestContext.id(request));
    if (field != null) {
      problem.add("field", field);
    }
    return problem.build();
  }

  /** The HTTP status for a refusal of the management service. */
  public static int status(ManagementException.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case UNAVAILABLE -> 503;
    };
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad request";
      case 401 -> "Not signed in";
      case 403 -> "Not allowed";
      case 404 -> "Not found";
      case 405 -> "Method not allowed";
      case 406 -> "Not acceptable";
      case 409 -> "Conflict";
      case 415 -> "Unsupported media type";
      case 429 -> "Too many attempts";
      case 503 -> "Not available";
      default -> status < 500 ? "Request refused" : "Internal error";
    };
  }
}
