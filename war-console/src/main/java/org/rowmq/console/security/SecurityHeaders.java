package org.rowmq.console.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.rowmq.console.RequestContext;

/** The headers of every response. */
public final class SecurityHeaders {
  /** The header with the content security policy. */
  static final String POLICY_HEADER = "Content-Security-Policy";

  /** As in web.xml; on pages PrimeFaces replaces it with the same and its nonce. */
  static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none';"
          + " base-uri 'self'; form-action 'self'; frame-ancestors 'none'; script-src 'self'";

  private SecurityHeaders() {}

  /** Sets them; done before anything is decided, so that refusals carry them as well. */
  public static void apply(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader(POLICY_HEADER, POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader(RequestContext.ID_HEADER, RequestContext.id(request));
    if (!request.getServletPath().startsWith("/jakarta.faces.resource/")) {
      response.setHeader("Cache-Control", "no-store");
    }
  }
}
