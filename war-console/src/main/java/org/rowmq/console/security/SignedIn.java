package org.rowmq.console.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowmq.management.Role;

/**
 * A signed-in user, kept in the HTTP session.
 *
 * @param at when, milliseconds since 1970
 */
public record SignedIn(String name, Role role, long at) implements Serializable {
  private static final String KEY = "org.rowmq.console.signedIn";

  /**
   * An open page asks for live numbers and so keeps its session alive: this ends it all the same.
   */
  private static final Duration LONGEST = Duration.ofHours(12);

  /** Begins a session under a new id, so that an id planted before is worth nothing. */
  public static void begin(HttpServletRequest request, String name, Role role) {
    HttpSession session = request.getSession();
    request.changeSessionId();
    session.setAttribute(KEY, new SignedIn(name, role, System.currentTimeMillis()));
  }

  /** The session's user, while the sign-in is not too long ago. */
  public static Optional<SignedIn> of(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null || !(session.getAttribute(KEY) instanceof SignedIn user)) {
      return Optional.empty();
    }
    if (System.currentTimeMillis() - user.at > LONGEST.toMillis()) {
      session.invalidate();
      return Optional.empty();
    }
    return Optional.of(user);
  }

  /** Ends the session, if there is one. */
  public static void end(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }

  /**
   * The role's name and the names of those it includes, as the deployment descriptor knows them.
   */
  public Set<String> groups() {
    return Arrays.stream(Role.values())
        .filter(role::includes)
        .map(included -> included.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
