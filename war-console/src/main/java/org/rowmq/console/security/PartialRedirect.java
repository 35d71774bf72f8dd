package org.rowmq.console.security;

import jakarta.servlet.http.HttpServletRequest;

/** What Faces' script understands as: go there. */
public final class PartialRedirect {
  /** Its media type. */
  public static final String MEDIA_TYPE = "text/xml";

  private PartialRedirect() {}

  /** The whole response; {@code page} is one of ours, with its parameters. */
  public static String to(HttpServletRequest request, String page) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\""
        + (request.getContextPath() + "/" + page).replace("&", "&amp;")
        + "\"/></partial-response>";
  }
}
