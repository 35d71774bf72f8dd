package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.MessageBody;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;

/** Messages: browsing consumes nothing; what is done with many of them takes two requests. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {
  @Context private HttpServletRequest request;
  @Context private UriInfo uri;

  @GET
  @Path("destinations/queue/{name:.+}/messages")
  public JsonObject browse(
      @PathParam("name") String name,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return browse(MessageSource.queue(name), cursor, limit);
  }

  @GET
  @Path("subscriptions/{id:\\d+}/messages")
  public JsonObject browseSubscription(
      @PathParam("id") long id,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return browse(MessageSource.subscription(id), cursor, limit);
  }

  private JsonObject browse(MessageSource source, String cursor, int limit) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    return Views.messages(
        messages()
            .browse(
                caller(),
                source,
                Filters.of(query::getFirst),
                cursor,
                limit,
                query.getOrDefault("property", List.of())));
  }

  /** How many match, as far as that is known within two seconds and 10,000 messages. */
  @GET
  @Path("destinations/queue/{name:.+}/messages/count")
  public JsonObject count(@PathParam("name") String name) {
    return count(MessageSource.queue(name));
  }

  @GET
  @Path("subscriptions/{id:\\d+}/messages/count")
  public JsonObject countSubscription(@PathParam("id") long id) {
    return count(MessageSource.subscription(id));
  }

  private JsonObject count(MessageSource source) {
    return Views.count(
        messages().count(caller(), source, Filters.of(uri.getQueryParameters()::getFirst)));
  }

  /** Moves, copies, deletes or retries; see {@link CommandInput} for the body. */
  @POST
  @Path("destinations/queue/{name:.+}/messages:{action:move|copy|delete|retry}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response change(
      @PathParam("name") String name,
      @PathParam("action") String action,
      @QueryParam("dryRun") boolean dryRun,
      String body) {
    return change(MessageSource.queue(name), action, dryRun, body);
  }

  @POST
  @Path("subscriptions/{id:\\d+}/messages:{action:move|copy|delete|retry}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response changeSubscription(
      @PathParam("id") long id,
      @PathParam("action") String action,
      @QueryParam("dryRun") boolean dryRun,
      String body) {
    return change(MessageSource.subscription(id), action, dryRun, body);
  }

  private Response change(MessageSource source, String action, boolean dryRun, String body) {
    Input input = Input.of(body);
    return twoSteps(
        CommandInput.of(action, source, input),
        dryRun,
        input.text("token", null),
        input.text("typedName", null));
  }

  @GET
  @Path("messages/{id}")
  public JsonObject message(@PathParam("id") String id) {
    return Views.detail(messages().message(caller(), id));
  }

  /** The whole body as a file; 204 where there is none. */
  @GET
  @Path("messages/{id}/body")
  @Produces(MediaType.WILDCARD)
  public Response body(@PathParam("id") String id) {
    return messages()
        .body(caller(), id)
        .map(MessagesResource::file)
        .orElseGet(() -> Response.noContent().build());
  }

  private static Response file(MessageBody body) {
    return Response.ok(body.bytes(), body.contentType())
        .header("Content-Disposition", "attachment; filename=\"" + body.fileName() + "\"")
        .build();
  }

  /** Shows the value of a property that is masked, once; audited. */
  @POST
  @Path("messages/{id:\\d+}:reveal")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject reveal(@PathParam("id") String id, String body) {
    String property = Input.of(body).text("property", "");
    JsonObjectBuilder json = Json.createObjectBuilder().add("name", property);
    return Views.text(json, "value", messages().reveal(caller(), id, property)).build();
  }

  /** With {@code dryRun=true}: says what would go, and gives the token. */
  @DELETE
  @Path("messages/{id}")
  public Response delete(
      @PathParam("id") String id,
      @QueryParam("dryRun") boolean dryRun,
      @QueryParam("token") String token) {
    String destination = messages().message(caller(), id).source();
    MessageSource source =
        destination.startsWith("queue://")
            ? MessageSource.queue(destination.substring("queue://".length()))
            : MessageSource.subscription(Long.parseLong(destination));
    return twoSteps(MessageCommand.delete(source, List.of(id)), dryRun, token, null);
  }

  private Response twoSteps(
      MessageCommand command, boolean dryRun, String token, String typedName) {
    return dryRun
        ? Response.ok(Views.confirmation(messages().confirm(caller(), command))).build()
        : Jobs.answer(messages().run(caller(), command, token, typedName), uri);
  }

  /**
   * Sends a message; answers 201 with its JMSMessageID. With a header {@code Idempotency-Key} the
   * same request sends only once.
   */
  @POST
  @Path("destinations/{type}/{name:.+}/messages")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response send(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @HeaderParam("Idempotency-Key") String key,
      String body) {
    List<String> ids =
        messages().send(caller(), Input.kind(type), name, NewMessageInput.of(Input.of(body)), key);
    JsonArrayBuilder all = Json.createArrayBuilder();
    ids.forEach(all::add);
    return Response.status(Response.Status.CREATED)
        .entity(
            Json.createObjectBuilder().add("messageId", ids.get(0)).add("messageIds", all).build())
        .build();
  }

  private static MessageManagement messages() {
    return LocalNode.require().messages();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
