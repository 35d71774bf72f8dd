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
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;

/** Messages that were given up. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersResource {
  @Context private HttpServletRequest request;
  @Context private UriInfo uri;

  /**
   * All of them, grouped by where they are, origin, reason and exception; or with {@code groupBy}
   * by one of these, wherever they are.
   */
  @GET
  @Path("dead-letters")
  public JsonObject groups(@QueryParam("groupBy") String groupBy) {
    DeadLetters.By by = groupBy == null ? null : by(groupBy);
    DeadLetters all = messages().deadLetters(caller());
    return Json.createObjectBuilder()
        .add(
            "items",
            by == null
                ? Views.list(all.groups(), Views::group)
                : Views.list(all.groupedBy(by), DeadLettersResource::sum))
        .add("complete", all.complete())
        .build();
  }

  private static DeadLetters.By by(String name) {
    for (DeadLetters.By by : DeadLetters.By.values()) {
      if (by.name().toLowerCase(Locale.ROOT).equals(name)) {
        return by;
      }
    }
    throw new ManagementException(
        ManagementException.Kind.INVALID,
        "Group by reason, origin or exception, not \"" + name + "\".",
        "groupBy",
        null);
  }

  private static JsonObject sum(DeadLetters.Sum sum) {
    return Views.text(Json.createObjectBuilder(), "value", sum.value())
        .add("count", sum.messages())
        .add("firstAt", Views.time(sum.firstAt()))
        .add("lastAt", Views.time(sum.lastAt()))
        .build();
  }

  /** Those of one queue, with the filter of {@code messages}. */
  @GET
  @Path("destinations/queue/{name:.+}/dead-letters")
  public JsonObject letters(
      @PathParam("name") String name,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    return Views.page(
        messages()
            .deadLetters(
                caller(),
                MessageSource.queue(name),
                Filters.of(uri.getQueryParameters()::getFirst),
                cursor,
                limit),
        Views::letter);
  }

  /**
   * Retries: {@code queue} or {@code subscription}, and {@code ids} or the group's {@code reason},
   * {@code origin}, {@code exceptionClass}; {@code target} for somewhere else than their origin.
   */
  @POST
  @Path("dead-letters:retry")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response retry(@QueryParam("dryRun") boolean dryRun, String body) {
    Input input = Input.of(body);
    MessageCommand command = CommandInput.retry(input);
    if (dryRun) {
      return Response.ok(Views.confirmation(messages().confirm(caller(), command))).build();
    }
    return Jobs.answer(
        messages().run(caller(), command, input.text("token", null), input.text("typedName", null)),
        uri);
  }

  /** Puts an edited message ({@code queue} and the fields of a message sent) in its place. */
  @POST
  @Path("messages/{id:\\d+}:replace")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response replace(@PathParam("id") String id, String body) {
    Input input = Input.of(body);
    String messageId =
        messages().replace(caller(), id, input.text("queue", ""), NewMessageInput.of(input));
    return Response.status(Response.Status.CREATED)
        .entity(Json.createObjectBuilder().add("messageId", messageId).build())
        .build();
  }

  private static MessageManagement messages() {
    return LocalNode.require().messages();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
