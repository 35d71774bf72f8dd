package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;
import org.rowmq.console.RequestContext;

/** What went wrong, in words, with the id under which the log says more. Never a stack trace. */
@Named("error")
@RequestScoped
public class ErrorPage {
  private static final Set<Integer> SHOWN = Set.of(400, 403, 404, 405, 500, 503);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

  private final int status = status(Faces.request());

  private static int status(HttpServletRequest request) {
    if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) {
      return status;
    }
    String given = request.getParameter("status"); // where a partial request was sent on to
    return SHOWN.stream().filter(s -> s.toString().equals(given)).findFirst().orElse(404);
  }

  public int getStatus() {
    return status;
  }

  public String getTitle() {
    return switch (status) {
      case 400 -> "The request could not be understood";
      case 403 -> "You may not do that";
      case 404 -> "Not found";
      case 405 -> "This address does not take that kind of request";
      case 503 -> "Not available just now";
      default -> "Something went wrong";
    };
  }

  /** What to do next. */
  public String getDetail() {
    if (Faces.request().getAttribute(PageExceptionHandler.DETAIL) instanceof String detail) {
      return detail;
    }
    return switch (status) {
      case 403 -> "Your role does not allow it. Ask an administrator if it should.";
      case 404 -> "It may have been deleted or consumed meanwhile, or the address is mistyped.";
      case 503 -> "The store cannot be reached. Try again in a moment.";
      default -> "Nothing was changed that the console knows of. The server's log has the details.";
    };
  }

  public String getRequestId() {
    String given = Faces.request().getParameter("id");
    return given != null && ID.matcher(given).matches()
        ? given
        : RequestContext.id(Faces.request());
  }
}
