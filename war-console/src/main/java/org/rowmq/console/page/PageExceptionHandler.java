package org.rowmq.console.page;

import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.console.RequestContext;
import org.rowmq.console.api.Problem;
import org.rowmq.console.security.PartialRedirect;
import org.rowmq.console.security.SecurityHeaders;
import org.rowmq.management.ManagementException;

/**
 * Turns what a page could not handle into an error page with the status that fits; the stack trace
 * goes to the log.
 */
public class PageExceptionHandler extends ExceptionHandlerWrapper {
  /** Request attribute with words for the user. */
  static final String DETAIL = "org.rowmq.console.detail";

  private static final Logger LOG = Logger.getLogger(PageExceptionHandler.class.getName());

  PageExceptionHandler(ExceptionHandler wrapped) {
    super(wrapped);
  }

  @Override
  public void handle() {
    Iterator<ExceptionQueuedEvent> events = getUnhandledExceptionQueuedEvents().iterator();
    FacesContext faces = FacesContext.getCurrentInstance();
    if (events.hasNext() && faces.getExternalContext().isResponseCommitted()) {
      super.handle(); // too late for another answer
      return;
    }
    while (events.hasNext()) {
      Throwable thrown = events.next().getContext().getException();
      events.remove();
      if (!faces.getResponseComplete()) {
        answer(faces, thrown);
      }
    }
  }

  private static void answer(FacesContext faces, Throwable thrown) {
    HttpServletRequest request = Faces.request();
    if (find(thrown, ViewExpiredException.class) != null) {
      Faces.redirect(
          "login.xhtml?expired=1"); // which goes on to the first page for who is still signed in
      return;
    }
    int status = 500;
    ManagementException refusal = find(thrown, ManagementException.class);
    if (refusal != null) {
      status = Problem.status(refusal.kind());
      request.setAttribute(DETAIL, refusal.getMessage());
    }
    if (status >= 500) {
      LOG.log(Level.SEVERE, thrown, () -> "Page request " + RequestContext.id(request) + " failed");
    }
    ExternalContext external = faces.getExternalContext();
    try {
      external.responseReset();
      if (faces.getPartialViewContext().isAjaxRequest()) {
        String page = "error.xhtml?status=" + status + "&id=" + RequestContext.id(request);
        SecurityHeaders.apply(request, (HttpServletResponse) external.getResponse());
        external.setResponseContentType(PartialRedirect.MEDIA_TYPE);
        external.setResponseCharacterEncoding(StandardCharsets.UTF_8.name());
        external.getResponseOutputWriter().write(PartialRedirect.to(request, page));
      } else {
        external.responseSendError(status, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    faces.responseComplete();
  }

  private static <T extends Throwable> T find(Throwable thrown, Class<T> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
