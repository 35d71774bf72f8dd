package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowmq.DestinationRight;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ClientUserView;
import org.rowmq.management.ConsoleUserView;
import org.rowmq.management.PermissionView;
import org.rowmq.management.Role;

/** Users of the console and of messaging clients, and permissions; for administrators. */
@Named("access")
@RequestScoped
public class AccessPage {
  private static final String PAGE = "access.xhtml";

  @Inject private Notice notice;
  @Inject private User user;

  private List<ConsoleUserView> users;
  private List<ClientUserView> clients;
  private List<PermissionView> permissions;

  private String name;
  private String role = "VIEWER";
  private String password;
  private boolean enabled = true;
  private String destination;
  private String[] rights = {};

  /** There is nothing here for others. */
  public void load() {
    Faces.need(user.isAdmin());
    users = LocalNode.require().consoleUsers(Faces.caller());
    clients = LocalNode.require().clientUsers(Faces.caller());
    permissions = LocalNode.require().permissions(Faces.caller());
  }

  /** Adds a user of the console or changes one. */
  public void saveUser() {
    attempt(
        "user",
        () ->
            LocalNode.require()
                .saveConsoleUser(
                    Faces.caller(), name, Role.valueOf(role), passwordGiven(), enabled),
        "Saved the user " + name + ".");
  }

  /** Adds a user of messaging clients or changes one. */
  public void saveClient() {
    attempt(
        "client",
        () -> LocalNode.require().saveClientUser(Faces.caller(), name, passwordGiven(), enabled),
        "Saved the messaging user " + name + ".");
  }

  /** Lets a user do something, or nothing any more. */
  public void permit() {
    Set<DestinationRight> chosen =
        Arrays.stream(rights)
            .map(DestinationRight::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(DestinationRight.class)));
    attempt(
        "permission",
        () -> LocalNode.require().permit(Faces.caller(), name, destination, chosen),
        chosen.isEmpty()
            ? "Took away what " + name + " could do with " + destination + "."
            : "Saved what " + name + " may do with " + destination + ".");
  }

  private void attempt(String form, Runnable command, String done) {
    boolean carriedOut =
        Faces.attempt(
            form,
            () -> {
              command.run();
              notice.set(done);
              Faces.redirect(PAGE);
            });
    if (!carriedOut) {
      load();
    }
  }

  private char[] passwordGiven() {
    return password == null || password.isEmpty() ? null : password.toCharArray();
  }

  /** As words, in the order of their declaration. */
  public String rightsOf(PermissionView permission) {
    return permission.rights().stream()
        .sorted()
        .map(right -> right.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** All there are, by name. */
  public List<String> getAllRights() {
    return Arrays.stream(DestinationRight.values()).map(Enum::name).toList();
  }

  public List<ConsoleUserView> getUsers() {
    return users;
  }

  public List<ClientUserView> getClients() {
    return clients;
  }

  public List<PermissionView> getPermissions() {
    return permissions;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name == null ? null : name.strip();
  }

  public String getRole() {
    return role;
  }

  public void setRole(String role) {
    this.role = role;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  public boolean isEnabled() {
    return enabled;
  }

  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination == null ? null : destination.strip();
  }

  public String[] getRights() {
    return rights;
  }

  public void setRights(String[] rights) {
    this.rights = rights == null ? new String[0] : rights;
  }
}
