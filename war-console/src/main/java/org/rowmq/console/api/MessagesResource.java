package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
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
import org.rowmq.management.NewTextMessage;

/** Messages: browsing consumes nothing. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {
  private static final int DEFAULT_PRIORITY = 4;

  @Context private HttpServletRequest request;

  @GET
  @Path("destinations/queue/{name:.+}/messages")
  public JsonObject browse(
      @PathParam("name") String name,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return Views.page(LocalNode.require().browse(caller(), name, cursor, limit), Views::message);
  }

  @GET
  @Path("subscriptions/{id:\\d+}/messages")
  public JsonObject browseSubscription(
      @PathParam("id") long id,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return Views.page(
        LocalNode.require().browseSubscription(caller(), id, cursor, limit), Views::message);
  }

  @GET
  @Path("messages/{id}")
  public JsonObject message(@PathParam("id") String id) {
    return Views.detail(LocalNode.require().message(caller(), id));
  }

  /** Sends a text message; answers 201 with its JMSMessageID. */
  @POST
  @Path("destinations/{type}/{name:.+}/messages")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response send(
      @PathParam("type") String type, @PathParam("name") String name, String body) {
    Input input = Input.of(body);
    NewTextMessage message =
        new NewTextMessage(
            input.text("text", ""),
            input.text("correlationId", null),
            input.text("type", null),
            Math.toIntExact(input.number("priority", DEFAULT_PRIORITY, 0, 9)),
            input.flag("persistent", true),
            input.number("timeToLiveMillis", 0, 0, Long.MAX_VALUE),
            input.number("delayMillis", 0, 0, Long.MAX_VALUE),
            input.properties("properties"));
    String messageId = LocalNode.require().send(caller(), Input.kind(type), name, message);
    return Response.status(Response.Status.CREATED)
        .entity(Json.createObjectBuilder().add("messageId", messageId).build())
        .build();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
