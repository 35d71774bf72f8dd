package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rowmq.console.LocalNode;
import org.rowmq.console.security.SignedIn;
import org.rowmq.management.ManagementRegistry;
import org.rowmq.management.ManagementService;
import org.rowmq.management.Role;

/** Signing in. The same words whether the name or the password is wrong. */
@Named("login")
@RequestScoped
public class LoginPage {
  /** A page of ours, never another site. */
  private static final Pattern PAGE =
      Pattern.compile("[a-z]{1,20}\\.xhtml(\\?[\\w%&=+.*-]{0,2000})?");

  private static final String FIRST_PAGE = "index.xhtml";

  private String name;
  private String password;
  private String to;
  private String expired;
  private String signedOut;

  /** Who is signed in already has no business here. */
  public void enter() {
    if (SignedIn.of(Faces.request()).isPresent()) {
      Faces.redirect(FIRST_PAGE);
    }
  }

  /** Checks the password. */
  public void signIn() {
    HttpServletRequest request = Faces.request();
    Optional<ManagementService> node = LocalNode.find();
    if (node.isEmpty()) {
      Faces.error(null, "No RowMQ node is running in this server, so nobody can be checked.");
      return;
    }
    if (!node.get().storeAnswers()) {
      Faces.error(null, "The database does not answer, so nobody can be checked. Try again soon.");
      return;
    }
    String address = request.getRemoteAddr();
    if (node.get().throttled(name, address)) {
      Faces.error(null, "Too many failed attempts. Try again in a minute.");
      return;
    }
    Optional<Role> role = node.get().authenticate(name, password.toCharArray(), address);
    if (role.isEmpty()) {
      Faces.error(null, "Wrong user name or password.");
      return;
    }
    SignedIn.begin(request, name, role.get());
    Faces.redirect(to != null && PAGE.matcher(to).matches() ? to : FIRST_PAGE);
  }

  /** Whether there is a node to sign in to. */
  public boolean isAvailable() {
    return LocalNode.find().isPresent();
  }

  /** Why there is none. */
  public List<String> getProblems() {
    return ManagementRegistry.problems();
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  public String getTo() {
    return to;
  }

  public void setTo(String to) {
    this.to = to;
  }

  /** Any value says that a session ended by itself. */
  public String getExpired() {
    return expired;
  }

  public void setExpired(String expired) {
    this.expired = expired;
  }

  /** Any value says that the user ended it. */
  public String getSignedOut() {
    return signedOut;
  }

  public void setSignedOut(String signedOut) {
    this.signedOut = signedOut;
  }
}
