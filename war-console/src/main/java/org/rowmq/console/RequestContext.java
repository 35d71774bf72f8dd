package org.rowmq.console;

import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.rowmq.console.security.SignedIn;
import org.rowmq.management.Caller;

/** What belongs to one HTTP request: its id, and who made it. */
public final class RequestContext {
  /** The header that carries the request's id to the client. */
  public static final String ID_HEADER = "X-Request-Id";

  private static final String ID = "org.rowmq.console.requestId";
  private static final String USER = "org.rowmq.console.user";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BYTES = 8;

  private RequestContext() {}

  /** The request's id; the same in the response, the log, the audit trail and on an error page. */
  public static String id(HttpServletRequest request) {
    if (request.getAttribute(ID) instanceof String id) {
      return id;
    }
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    request.setAttribute(ID, id);
    return id;
  }

  /** Remembers who made the request, once that has been checked. */
  public static void user(HttpServletRequest request, SignedIn user) {
    request.setAttribute(USER, user);
  }

  /** Who made the request, or null when nobody is signed in. */
  public static SignedIn user(HttpServletRequest request) {
    return request.getAttribute(USER) instanceof SignedIn user ? user : null;
  }

  /**
   * The caller to hand to the management service.
   *
   * @throws IllegalStateException when nobody is signed in: the address is missing from the
   *     constraints
   */
  public static Caller caller(HttpServletRequest request) {
    SignedIn user = user(request);
    if (user == null) {
      throw new IllegalStateException("no one is signed in at " + request.getServletPath());
    }
    return new Caller(user.name(), user.role(), request.getRemoteAddr(), id(request));
  }
}
