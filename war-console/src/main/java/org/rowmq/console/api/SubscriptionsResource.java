package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.SubscriptionView;

/** Subscriptions of all topics. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class SubscriptionsResource {
  private static final String NO_CLIENT = "-";

  @Context private HttpServletRequest request;

  /** The largest backlog first. */
  @GET
  @Path("subscriptions")
  public JsonArray list() {
    return Views.list(LocalNode.require().subscriptions(caller()), Views::subscription);
  }

  /**
   * A durable one: {@code topic}, {@code name}, {@code clientId}, {@code shared}, {@code selector}.
   */
  @POST
  @Path("subscriptions")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(String body) {
    Input input = Input.of(body);
    SubscriptionView made =
        LocalNode.require()
            .createSubscription(
                caller(),
                input.text("topic", ""),
                input.text("clientId", null),
                input.text("name", null),
                input.flag("shared", false),
                input.text("selector", null));
    return Response.status(Response.Status.CREATED).entity(Views.subscription(made)).build();
  }

  /** With {@code dryRun=true} says what would go; then {@code token} and {@code typedName}. */
  @DELETE
  @Path("subscriptions/{id:\\d+}")
  public JsonObject delete(
      @PathParam("id") long id,
      @QueryParam("dryRun") boolean dryRun,
      @QueryParam("token") String token,
      @QueryParam("typedName") String typedName) {
    if (dryRun) {
      return Views.confirmation(LocalNode.require().confirmDeleteSubscription(caller(), id));
    }
    long deleted = LocalNode.require().deleteSubscription(caller(), id, token, typedName);
    return Json.createObjectBuilder().add("deleted", deleted).build();
  }

  /** A durable one by its client and name; {@code -} in the client's place where there is none. */
  @GET
  @Path("subscriptions/{clientId}/{name:.+}")
  public JsonObject get(@PathParam("clientId") String clientId, @PathParam("name") String name) {
    return Views.subscription(LocalNode.require().subscription(caller(), client(clientId), name));
  }

  /** As by its number. */
  @DELETE
  @Path("subscriptions/{clientId}/{name:.+}")
  public JsonObject deleteNamed(
      @PathParam("clientId") String clientId,
      @PathParam("name") String name,
      @QueryParam("dryRun") boolean dryRun,
      @QueryParam("token") String token,
      @QueryParam("typedName") String typedName) {
    String client = client(clientId);
    if (dryRun) {
      return Views.confirmation(
          LocalNode.require().confirmDeleteSubscription(caller(), client, name));
    }
    long deleted = LocalNode.require().deleteSubscription(caller(), client, name, token, typedName);
    return Json.createObjectBuilder().add("deleted", deleted).build();
  }

  private static String client(String inPath) {
    return NO_CLIENT.equals(inPath) ? null : inPath;
  }

  /**
   * Deletes a durable one with its messages and makes it anew with another {@code selector}; in two
   * steps as well.
   */
  @POST
  @Path("subscriptions/{id:\\d+}:selector")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject changeSelector(
      @PathParam("id") long id, @QueryParam("dryRun") boolean dryRun, String body) {
    Input input = Input.of(body);
    String selector = input.text("selector", null);
    if (dryRun) {
      return Views.confirmation(LocalNode.require().confirmSelector(caller(), id, selector));
    }
    return Views.subscription(
        LocalNode.require()
            .changeSelector(
                caller(), id, selector, input.text("token", null), input.text("typedName", null)));
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
