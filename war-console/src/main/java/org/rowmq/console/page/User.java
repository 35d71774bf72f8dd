package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Set;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.console.security.SignedIn;
import org.rowmq.management.Caller;
import org.rowmq.management.Role;

/** The signed-in user, for the pages' header and for hiding what the role may not do. */
@Named("user")
@RequestScoped
public class User {
  /** Cookie that console.js sets. */
  private static final String THEME = "rowmq-theme";

  private static final Set<String> THEMES = Set.of("light", "dark");

  private final SignedIn signedIn = RequestContext.user(Faces.request());

  public boolean isSignedIn() {
    return signedIn != null;
  }

  public String getName() {
    return signedIn.name();
  }

  public String getRole() {
    String name = signedIn.role().name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  public boolean isOperator() {
    return signedIn != null && signedIn.role().includes(Role.OPERATOR);
  }

  public boolean isAdmin() {
    return signedIn != null && signedIn.role().includes(Role.ADMIN);
  }

  /** {@code light} or {@code dark}; {@code system} when nothing was chosen. */
  public String getTheme() {
    Cookie[] cookies = Faces.request().getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(THEME) && THEMES.contains(cookie.getValue())) {
          return cookie.getValue();
        }
      }
    }
    return "system";
  }

  /** For which media the style sheet of the dark appearance counts. */
  public String getDarkMedia() {
    return switch (getTheme()) {
      case "dark" -> "all";
      case "light" -> "not all";
      default -> "(prefers-color-scheme: dark)";
    };
  }

  /** Ends the session. */
  public void signOut() {
    Caller caller = Faces.caller();
    SignedIn.end(Faces.request());
    LocalNode.find().ifPresent(node -> node.signedOut(caller));
    Faces.redirect("login.xhtml?signedOut=1");
  }
}
