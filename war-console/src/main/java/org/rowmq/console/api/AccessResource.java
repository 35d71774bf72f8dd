package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.rowmq.DestinationRight;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.ClientUserView;
import org.rowmq.management.ConsoleUserView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.PermissionView;
import org.rowmq.management.Role;

/** Users of the console, users of messaging clients, and what they may do. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class AccessResource {
  private static final String PASSWORD = "password";

  @Context private HttpServletRequest request;

  @GET
  @Path("users")
  public JsonArray users() {
    return Views.list(LocalNode.require().consoleUsers(caller()), AccessResource::user);
  }

  /** {@code role}, {@code password} (not given: the present one stays), {@code enabled}. */
  @PUT
  @Path("users/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject saveUser(@PathParam("name") String name, String body) {
    Input input = Input.of(body);
    return user(
        LocalNode.require()
            .saveConsoleUser(
                caller(),
                name,
                role(input.text("role", "viewer")),
                password(input),
                input.flag("enabled", true)));
  }

  @DELETE
  @Path("users/{name}")
  public void deleteUser(@PathParam("name") String name) {
    LocalNode.require().deleteConsoleUser(caller(), name);
  }

  @GET
  @Path("client-users")
  public JsonArray clientUsers() {
    return Views.list(LocalNode.require().clientUsers(caller()), AccessResource::clientUser);
  }

  /** {@code password} (not given: the present one stays), {@code enabled}. */
  @PUT
  @Path("client-users/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject saveClientUser(@PathParam("name") String name, String body) {
    Input input = Input.of(body);
    return clientUser(
        LocalNode.require()
            .saveClientUser(caller(), name, password(input), input.flag("enabled", true)));
  }

  @DELETE
  @Path("client-users/{name}")
  public void deleteClientUser(@PathParam("name") String name) {
    LocalNode.require().deleteClientUser(caller(), name);
  }

  @GET
  @Path("permissions")
  public JsonArray permissions() {
    return Views.list(LocalNode.require().permissions(caller()), AccessResource::permission);
  }

  /** {@code user}, {@code destination} and {@code rights}; no rights take the permission away. */
  @PUT
  @Path("permissions")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject permit(String body) {
    Input input = Input.of(body);
    return permission(
        LocalNode.require()
            .permit(
                caller(),
                input.text("user", ""),
                input.text("destination", ""),
                rights(input.texts("rights"))));
  }

  private static Set<DestinationRight> rights(List<String> names) {
    Set<DestinationRight> rights = EnumSet.noneOf(DestinationRight.class);
    for (String name : names == null ? List.<String>of() : names) {
      try {
        rights.add(DestinationRight.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new ManagementException(
            ManagementException.Kind.INVALID,
            "Rights are send, consume, browse and manage, not " + name + ".",
            "rights",
            e);
      }
    }
    return rights;
  }

  private static Role role(String name) {
    try {
      return Role.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ManagementException(
          ManagementException.Kind.INVALID,
          "The role is viewer, operator or admin, not " + name + ".",
          "role",
          e);
    }
  }

  private static char[] password(Input input) {
    String password = input.text(PASSWORD, null);
    return password == null ? null : password.toCharArray();
  }

  private static JsonObject user(ConsoleUserView user) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("name", user.name())
            .add("role", user.role().name().toLowerCase(Locale.ROOT))
            .add("enabled", user.enabled())
            .add("changedAt", Views.time(user.changedAt()));
    Views.text(json, "lastSignInAt", Views.timeOrNull(user.lastSignInAt()));
    return json.build();
  }

  private static JsonObject clientUser(ClientUserView user) {
    return Json.createObjectBuilder()
        .add("name", user.name())
        .add("enabled", user.enabled())
        .add("changedAt", Views.time(user.changedAt()))
        .build();
  }

  private static JsonObject permission(PermissionView permission) {
    JsonArrayBuilder rights = Json.createArrayBuilder();
    permission.rights().stream()
        .sorted()
        .forEach(right -> rights.add(right.name().toLowerCase(Locale.ROOT)));
    return Json.createObjectBuilder()
        .add("user", permission.user())
        .add("destination", permission.destination())
        .add("rights", rights)
        .build();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
