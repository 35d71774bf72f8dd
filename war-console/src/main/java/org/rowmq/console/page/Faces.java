package org.rowmq.console.page;

import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;

/** What all pages need of Faces. */
final class Faces {
  private Faces() {}

  static HttpServletRequest request() {
    return (HttpServletRequest) FacesContext.getCurrentInstance().getExternalContext().getRequest();
  }

  static Caller caller() {
    return RequestContext.caller(request());
  }

  /** Ends the request with a redirect to a page of the console. */
  static void redirect(String page) {
    FacesContext faces = FacesContext.getCurrentInstance();
    ExternalContext external = faces.getExternalContext();
    try {
      external.redirect(external.getRequestContextPath() + "/" + page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    faces.responseComplete();
  }

  /** Shows an error beside a field, or above the form when {@code clientId} is null. */
  static void error(String clientId, String text) {
    FacesContext.getCurrentInstance()
        .addMessage(clientId, new FacesMessage(FacesMessage.SEVERITY_ERROR, text, null));
  }

  /**
   * Runs a command whose refusal the user can do something about: it is shown on the page. Others
   * end on an error page.
   *
   * @param form the client id in front of the fields' ids
   * @return whether it was carried out
   */
  static boolean attempt(String form, Runnable command) {
    try {
      command.run();
      return true;
    } catch (ManagementException e) {
      switch (e.kind()) {
        case INVALID, CONFLICT ->
            error(
                e.field() == null || form == null ? null : form + ":" + e.field(), e.getMessage());
        default -> throw e;
      }
      return false;
    }
  }

  /** Ends on the page for what one may not do, unless the role allows the page at all. */
  static void need(boolean allowed) {
    if (!allowed) {
      throw new ManagementException(
          ManagementException.Kind.FORBIDDEN,
          "Your role does not allow it. Ask an administrator if it should.");
    }
  }

  /** For a parameter of an address. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What {@link #encode} was given. */
  static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
