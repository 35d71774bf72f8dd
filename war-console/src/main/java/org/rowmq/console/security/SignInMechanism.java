package org.rowmq.console.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.console.api.Problem;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;
import org.rowmq.management.Role;

/**
 * Decides who is asking. A page without a session leads to the sign-in page; a call of the API is
 * answered with a problem document, never with HTML; a partial request gets the redirect that
 * Faces' script understands, so that a page whose session is lost does not look alive. See
 * docs/decisions/021-console-identity.md.
 */
@ApplicationScoped
public class SignInMechanism implements HttpAuthenticationMechanism {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String REQUESTED_BY = "X-Requested-By";
  private static final String BASIC = "Basic ";
  private static final String SOCKET = "websocket";
  private static final String PASSWORD_PAGE = "/password.xhtml";
  private static final String CHANGE_FIRST =
      "This password was made up for the first sign-in. Choose one of your own in the console.";

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    SecurityHeaders.apply(request, response);
    boolean socket = SOCKET.equalsIgnoreCase(request.getHeader("Upgrade"));
    boolean api = socket || path(request).startsWith("/api/");
    try {
      if (socket && fromElsewhere(request)) {
        return refuse(request, response, 403, "Only pages of this console listen here.");
      }
      if (context.isProtected() && LocalNode.find().isEmpty()) {
        return unavailable(request, response, api);
      }
      if (api && request.getHeader("Authorization") != null) {
        return basic(request, response, context);
      }
      Optional<SignedIn> user = SignedIn.of(request);
      if (user.isEmpty()) {
        return context.isProtected() ? askToSignIn(request, response, api) : context.doNothing();
      }
      if (api && changes(request) && request.getHeader(REQUESTED_BY) == null) {
        return refuse(
            request, response, 403, "A change by session needs the header " + REQUESTED_BY + ".");
      }
      Optional<SignedIn> still = asOfNow(request, user.get());
      if (still.isEmpty()) {
        return context.isProtected() ? askToSignIn(request, response, api) : context.doNothing();
      }
      if (context.isProtected() && !mayGoOn(request, still.get(), api)) {
        return api
            ? refuse(request, response, 403, CHANGE_FIRST)
            : redirect(request, response, PASSWORD_PAGE.substring(1) + "?first=true");
      }
      return accept(request, context, still.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether a page of another site opens the socket: browsers let them, with our cookies, and say
   * from where.
   */
  private static boolean fromElsewhere(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false; // no browser
    }
    int authority = origin.indexOf("://");
    return authority < 0
        || !origin.substring(authority + 3).equalsIgnoreCase(request.getHeader("Host"));
  }

  /** With the role the user has now; who may no longer sign in has no session either. */
  private static Optional<SignedIn> asOfNow(HttpServletRequest request, SignedIn user) {
    Optional<ManagementService> node = LocalNode.find();
    if (node.isEmpty()) {
      return Optional.of(user); // what is open without a node is open to all
    }
    if (!node.get().storeAnswers()) {
      return Optional.of(user); // the page itself says so
    }
    Optional<Role> role;
    try {
      role = node.get().roleOf(user.name());
    } catch (ManagementException e) {
      return Optional.of(user); // the page itself says that the database does not answer
    }
    if (role.isEmpty()) {
      SignedIn.end(request);
    }
    return role.map(now -> new SignedIn(user.name(), now, user.at()));
  }

  /**
   * Not with a password that stands in a log, except to change it; pages ask the API for live
   * numbers, that one too.
   */
  private static boolean mayGoOn(HttpServletRequest request, SignedIn user, boolean api) {
    boolean harmless = api ? !changes(request) : path(request).equals(PASSWORD_PAGE);
    return harmless || !mustChangePassword(user);
  }

  private static boolean mustChangePassword(SignedIn user) {
    Optional<ManagementService> node = LocalNode.find();
    if (node.isEmpty() || !node.get().storeAnswers()) {
      return false; // the page itself says so, and nothing can be done
    }
    try {
      return node.get().mustChangePassword(user.name());
    } catch (ManagementException e) {
      return false;
    }
  }

  private static AuthenticationStatus basic(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws IOException {
    // A browser that was once given a password for Basic adds it to requests made by other sites.
    String site = request.getHeader("Sec-Fetch-Site");
    if (changes(request) && site != null && !site.equals("same-origin") && !site.equals("none")) {
      return refuse(request, response, 403, "Changes from other sites are refused.");
    }
    String[] pair = credentials(request.getHeader("Authorization"));
    if (pair.length != 2) {
      return unauthorized(
          request, response, "The Authorization header is not Basic with a name and a password.");
    }
    try {
      ManagementService node = LocalNode.require();
      String address = request.getRemoteAddr();
      if (node.throttled(pair[0], address)) {
        response.setHeader("Retry-After", "60");
        return refuse(request, response, 429, "Too many failed attempts. Try again in a minute.");
      }
      Optional<Role> role = node.authenticate(pair[0], pair[1].toCharArray(), address);
      if (role.isEmpty()) {
        return unauthorized(request, response, "Wrong user name or password.");
      }
      if (node.mustChangePassword(pair[0])) {
        return refuse(request, response, 403, CHANGE_FIRST);
      }
      return accept(
          request, context, new SignedIn(pair[0], role.get(), System.currentTimeMillis()));
    } catch (ManagementException e) {
      return refuse(request, response, Problem.status(e.kind()), e.getMessage());
    }
  }

  private static String[] credentials(String header) {
    if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return new String[0];
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      return new String(decoded, StandardCharsets.UTF_8).split(":", 2);
    } catch (IllegalArgumentException e) {
      return new String[0];
    }
  }

  private static AuthenticationStatus accept(
      HttpServletRequest request, HttpMessageContext context, SignedIn user) {
    RequestContext.user(request, user);
    return context.notifyContainerAboutLogin(user.name(), user.groups());
  }

  private static AuthenticationStatus askToSignIn(
      HttpServletRequest request, HttpServletResponse response, boolean api) throws IOException {
    if (api) {
      return unauthorized(request, response, "Sign in, or send a name and password with Basic.");
    }
    boolean expired =
        request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid();
    if (partial(request)) {
      return redirectPartial(request, response, "login.xhtml?expired=1");
    }
    StringBuilder target = new StringBuilder("login.xhtml");
    target.append(expired ? "?expired=1" : "");
    String path = path(request).substring(1);
    if ("GET".equals(request.getMethod()) && !path.isEmpty() && !path.equals("index.xhtml")) {
      String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
      target.append(expired ? "&to=" : "?to=");
      target.append(URLEncoder.encode(path + query, StandardCharsets.UTF_8));
    }
    return redirect(request, response, target.toString());
  }

  private static AuthenticationStatus unavailable(
      HttpServletRequest request, HttpServletResponse response, boolean api) throws IOException {
    if (api) {
      return refuse(request, response, 503, "No RowMQ node is running in this server.");
    }
    if (partial(request)) {
      return redirectPartial(request, response, "unavailable.xhtml");
    }
    return redirect(request, response, "unavailable.xhtml");
  }

  private static AuthenticationStatus unauthorized(
      HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
    if (request.getHeader(REQUESTED_BY)
        == null) { // our own script does not want the browser's pop-up
      response.setHeader("WWW-Authenticate", "Basic realm=\"RowMQ\", charset=\"UTF-8\"");
    }
    return refuse(request, response, 401, detail);
  }

  private static AuthenticationStatus refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String detail)
      throws IOException {
    Problem.write(request, response, status, detail);
    return AuthenticationStatus.SEND_FAILURE;
  }

  private static AuthenticationStatus redirect(
      HttpServletRequest request, HttpServletResponse response, String page) {
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader("Location", request.getContextPath() + "/" + page);
    return AuthenticationStatus.SEND_CONTINUE;
  }

  private static AuthenticationStatus redirectPartial(
      HttpServletRequest request, HttpServletResponse response, String page) throws IOException {
    response.setContentType(PartialRedirect.MEDIA_TYPE + ";charset=UTF-8");
    response.getWriter().write(PartialRedirect.to(request, page));
    return AuthenticationStatus.SEND_CONTINUE;
  }

  private static boolean partial(HttpServletRequest request) {
    return "partial/ajax".equals(request.getHeader("Faces-Request"));
  }

  private static boolean changes(HttpServletRequest request) {
    return !SAFE_METHODS.contains(request.getMethod());
  }

  private static String path(HttpServletRequest request) {
    // decoded and normalised by the container, unlike the request's URI
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}
