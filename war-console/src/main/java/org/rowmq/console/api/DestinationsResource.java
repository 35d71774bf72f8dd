package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.rowmq.DestinationKind;
import org.rowmq.console.DestinationsCsv;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.DestinationView;
import org.rowmq.management.EditableDestination;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementService;

/**
 * Queues and topics. Purging and deleting take two requests: with {@code dryRun=true} the first
 * says what would go and gives a token, the second shows the token.
 */
@Path("/") // one root for all resources: the first class whose path matches would hide the others
@Produces(MediaType.APPLICATION_JSON)
public class DestinationsResource {
  private static final int MOST = 1000;
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final Pattern COMMAND =
      Pattern.compile("/(purge|pause|resume|messages:(move|copy|delete|retry))$");

  @Context private HttpServletRequest request;
  @Context private UriInfo uri;

  /**
   * {@code cursor} is the {@code next} of the part before; with {@code name}s only those, however
   * many others there are.
   */
  @GET
  @Path("destinations")
  public JsonObject list(
      @QueryParam("type") String type,
      @QueryParam("q") String filter,
      @QueryParam("name") Set<String> names,
      @QueryParam("sort") String sort,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") @DefaultValue("200") int limit) {
    DestinationOrder order = DestinationOrder.of(sort);
    int most = Math.max(1, Math.min(limit, MOST));
    DestinationKind kind = type == null ? null : Input.kind(type);
    List<DestinationView> matching =
        node().destinations(caller(), filter).stream()
            .filter(d -> kind == null || d.kind() == kind)
            .toList();
    List<DestinationView> all =
        matching.stream()
            .filter(d -> names.isEmpty() || names.contains(d.name()))
            .filter(d -> cursor == null || order.isBehind(d, cursor))
            .sorted(order)
            .limit(most + 1L)
            .toList();
    boolean more = all.size() > most;
    List<DestinationView> part = more ? all.subList(0, most) : all;
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("items", Views.list(part, Views::destination))
            .add("total", matching.size());
    return (more ? json.add("next", order.place(part.get(most - 1))) : json.addNull("next"))
        .build();
  }

  /** The list as it is now, as comma-separated values. */
  @GET
  @Path("destinations/export")
  @Produces("text/csv")
  public Response export(@QueryParam("type") String type, @QueryParam("q") String filter) {
    DestinationKind kind = Input.kind(type == null ? "queue" : type);
    List<DestinationView> matching =
        node().destinations(caller(), filter).stream().filter(d -> d.kind() == kind).toList();
    return Response.ok(DestinationsCsv.of(matching), "text/csv;charset=UTF-8")
        .header("Content-Disposition", "attachment; filename=\"" + kind.scheme() + "s.csv\"")
        .build();
  }

  @POST
  @Path("destinations")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(String body) {
    Input input = Input.of(body);
    DestinationView made =
        node()
            .createDestination(
                caller(), Input.kind(input.text("type", "queue")), input.text("name", ""));
    return Response.created(
            uri.getAbsolutePathBuilder()
                .path("{type}/{name}")
                .build(made.kind().scheme(), made.name()))
        .entity(Views.destination(made))
        .build();
  }

  @GET
  @Path("destinations/{type}/{name:.+}")
  public Response get(@PathParam("type") String type, @PathParam("name") String name) {
    try {
      return answer(node().editableDestination(caller(), Input.kind(type), name));
    } catch (ManagementException e) {
      // a command's address matches here when it is asked for by GET; a queue may have such a name
      if (e.kind() == ManagementException.Kind.NOT_FOUND && COMMAND.matcher(name).find()) {
        throw new NotAllowedException("POST");
      }
      throw e;
    }
  }

  /**
   * A merge patch: {@code {"consumptionPaused": true, "settings": {"redeliveryDelay": null}}}.
   * Whoever changes it sends the ETag of what was seen as If-Match.
   */
  @PATCH
  @Path("destinations/{type}/{name:.+}")
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  public Response change(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @HeaderParam(SettingsResource.IF_MATCH) String seen,
      String body) {
    return answer(
        node()
            .changeDestination(
                caller(),
                Input.kind(type),
                name,
                DestinationPatch.of(body),
                SettingsResource.version(seen)));
  }

  private static Response answer(EditableDestination destination) {
    JsonObjectBuilder settings = Json.createObjectBuilder();
    new TreeMap<>(destination.settings()).forEach(settings::add);
    return Response.ok(
            Json.createObjectBuilder(Views.destination(destination.destination()))
                .add("settings", settings)
                .build())
        .header("ETag", '"' + destination.version() + '"')
        .build();
  }

  /** Without {@code token}: refused. With {@code dryRun=true}: says what would go. */
  @DELETE
  @Path("destinations/{type}/{name:.+}")
  public JsonObject delete(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @QueryParam("dryRun") boolean dryRun,
      @QueryParam("token") String token,
      @QueryParam("typedName") String typedName) {
    DestinationKind kind = Input.kind(type);
    if (dryRun) {
      return Views.confirmation(node().confirmDelete(caller(), kind, name));
    }
    return deleted(node().deleteDestination(caller(), kind, name, token, typedName));
  }

  @POST
  @Path("destinations/{type}/{name:.+}/purge")
  public JsonObject purge(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @QueryParam("dryRun") boolean dryRun,
      String body) {
    DestinationKind kind = Input.kind(type);
    if (dryRun) {
      return Views.confirmation(node().confirmPurge(caller(), kind, name));
    }
    Input input = Input.of(body);
    return deleted(
        node()
            .purge(caller(), kind, name, input.text("token", null), input.text("typedName", null)));
  }

  /** Body {@code {"consumption": true, "production": true}}; what is not named stays as it is. */
  @POST
  @Path("destinations/{type}/{name:.+}/pause")
  public JsonObject pause(
      @PathParam("type") String type, @PathParam("name") String name, String body) {
    return pause(Input.kind(type), name, Input.of(body), true);
  }

  /** As {@code pause}, the other way round; with no body both go on. */
  @POST
  @Path("destinations/{type}/{name:.+}/resume")
  public JsonObject resume(
      @PathParam("type") String type, @PathParam("name") String name, String body) {
    return pause(Input.kind(type), name, Input.of(body), false);
  }

  @GET
  @Path("destinations/topic/{name:.+}/subscriptions")
  public JsonArray subscriptions(@PathParam("name") String name) {
    return Views.list(node().subscriptions(caller(), name), Views::subscription);
  }

  private JsonObject pause(DestinationKind kind, String name, Input input, boolean pause) {
    DestinationView now = node().destination(caller(), kind, name);
    boolean all = !input.has("consumption") && !input.has("production");
    boolean consumption = all || input.flag("consumption", false);
    boolean production = all || input.flag("production", false);
    DestinationView changed =
        node()
            .pause(
                caller(),
                kind,
                name,
                consumption ? pause : now.consumptionPaused(),
                production ? pause : now.productionPaused());
    return Views.destination(changed);
  }

  private static JsonObject deleted(long count) {
    return Json.createObjectBuilder().add("deleted", count).build();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }

  private static ManagementService node() {
    return LocalNode.require();
  }
}
