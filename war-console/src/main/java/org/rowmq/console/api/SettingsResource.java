package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.TreeMap;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.SettingDifference;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingPatternView;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingUndo;
import org.rowmq.management.SettingsImport;
import org.rowmq.management.SettingsView;

/**
 * Settings: those that can be changed, for all destinations and for single ones, and those that the
 * node read when it started. Whoever changes them sends the ETag of what was seen as If-Match.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SettingsResource {
  private static final String VALUES = "values";
  static final String IF_MATCH = "If-Match";

  @Context private HttpServletRequest request;

  /** Also what the node was started with. */
  @GET
  @Path("settings")
  public Response all() {
    SettingsView view = settings().settings(caller(), SettingScope.ALL);
    return answer(view, true);
  }

  /** Body {@code {"values": {"maxDeliveryAttempts": 5}}}; what is not named is inherited. */
  @PUT
  @Path("settings")
  public Response change(@HeaderParam(IF_MATCH) String seen, String body) {
    return change(SettingScope.ALL, seen, body);
  }

  /** What the same body would change. */
  @POST
  @Path("settings:compare")
  public JsonArray compare(String body) {
    return compare(SettingScope.ALL, body);
  }

  @GET
  @Path("destinations/{type}/{name:.+}/settings")
  public Response one(@PathParam("type") String type, @PathParam("name") String name) {
    return answer(settings().settings(caller(), scope(type, name)), false);
  }

  @PUT
  @Path("destinations/{type}/{name:.+}/settings")
  public Response changeOne(
      @PathParam("type") String type,
      @PathParam("name") String name,
      @HeaderParam(IF_MATCH) String seen,
      String body) {
    return change(scope(type, name), seen, body);
  }

  @POST
  @Path("destinations/{type}/{name:.+}/settings:compare")
  public JsonArray compareOne(
      @PathParam("type") String type, @PathParam("name") String name, String body) {
    return compare(scope(type, name), body);
  }

  /** The patterns of names for which something is set, the most specific first. */
  @GET
  @Path("settings/patterns")
  public JsonArray patterns() {
    return Views.list(settings().patterns(caller()), SettingsResource::pattern);
  }

  @GET
  @Path("settings/patterns/{type}/{pattern:.+}")
  public Response some(@PathParam("type") String type, @PathParam("pattern") String pattern) {
    return answer(settings().settings(caller(), matching(type, pattern)), false);
  }

  /** Without a value the pattern is gone. */
  @PUT
  @Path("settings/patterns/{type}/{pattern:.+}")
  public Response changeSome(
      @PathParam("type") String type,
      @PathParam("pattern") String pattern,
      @HeaderParam(IF_MATCH) String seen,
      String body) {
    return change(matching(type, pattern), seen, body);
  }

  @POST
  @Path("settings/patterns/{type}/{pattern:.+}:compare")
  public JsonArray compareSome(
      @PathParam("type") String type, @PathParam("pattern") String pattern, String body) {
    return compare(matching(type, pattern), body);
  }

  /** What to PUT, with which version, to set the last change back. */
  @GET
  @Path("settings:undo")
  public JsonObject undo() {
    return undo(SettingScope.ALL);
  }

  @GET
  @Path("destinations/{type}/{name:.+}/settings:undo")
  public JsonObject undoOne(@PathParam("type") String type, @PathParam("name") String name) {
    return undo(scope(type, name));
  }

  @GET
  @Path("settings/patterns/{type}/{pattern:.+}:undo")
  public JsonObject undoSome(@PathParam("type") String type, @PathParam("pattern") String pattern) {
    return undo(matching(type, pattern));
  }

  private JsonObject undo(SettingScope scope) {
    SettingUndo undo = settings().undo(caller(), scope);
    JsonObjectBuilder values = Json.createObjectBuilder();
    new TreeMap<>(undo.values()).forEach(values::add);
    return Json.createObjectBuilder()
        .add("at", Views.time(undo.at()))
        .add("by", undo.by())
        .add(VALUES, values)
        .add("version", undo.version())
        .build();
  }

  /** All that is set, as a document. */
  @GET
  @Path("settings/export")
  public Response export() {
    return Response.ok(settings().export(caller()))
        .header("Content-Disposition", "attachment; filename=\"settings.json\"")
        .build();
  }

  /**
   * Sets what an exported document says and takes back all else. The first request, with {@code
   * dryRun}, tells what would change; the second sends the version it gave as If-Match.
   */
  @POST
  @Path("settings:import")
  public JsonObject importAll(
      @QueryParam("dryRun") boolean dryRun, @HeaderParam(IF_MATCH) String seen, String body) {
    return imported(
        dryRun
            ? settings().previewImport(caller(), body)
            : settings().importAll(caller(), body, version(seen)));
  }

  private static JsonObject imported(SettingsImport done) {
    return Json.createObjectBuilder()
        .add("count", done.count())
        .add("version", done.version())
        .add("changes", Views.list(done.changes(), SettingsResource::change))
        .build();
  }

  private static JsonObject change(SettingsImport.Change change) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("scope", change.scope())
            .add("name", change.name())
            .add("unit", change.unit());
    Views.text(json, "before", change.before());
    return Views.text(json, "after", change.after()).build();
  }

  /** As it is in a header: in quotation marks, or not. */
  static String version(String ifMatch) {
    return ifMatch == null ? null : ifMatch.strip().replaceAll("^(W/)?\"|\"$", "");
  }

  private static SettingScope matching(String type, String pattern) {
    return SettingScope.matching(Input.kind(type), pattern);
  }

  private static JsonObject pattern(SettingPatternView view) {
    JsonObjectBuilder values = Json.createObjectBuilder();
    new TreeMap<>(view.values()).forEach(values::add);
    return Json.createObjectBuilder()
        .add("type", view.kind().scheme())
        .add("pattern", view.pattern())
        .add("values", values)
        .add("destinations", view.destinations())
        .build();
  }

  private Response change(SettingScope scope, String seen, String body) {
    return answer(
        settings().change(caller(), scope, Input.of(body).values(VALUES), version(seen)), false);
  }

  private JsonArray compare(SettingScope scope, String body) {
    return Views.list(
        settings().compare(caller(), scope, Input.of(body).values(VALUES)),
        SettingsResource::difference);
  }

  private Response answer(SettingsView view, boolean started) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("items", Views.list(view.items(), SettingsResource::item))
            .add("version", view.version());
    if (started) {
      json.add("started", Views.list(LocalNode.require().settings(caller()), Views::setting));
    }
    return Response.ok(json.build()).header("ETag", '"' + view.version() + '"').build();
  }

  private static JsonObject item(EditableSetting s) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("name", s.name())
            .add("meaning", s.meaning())
            .add("unit", s.unit())
            .add("range", s.range());
    Views.text(json, "own", s.own());
    json.add("value", s.value()).add("inherited", s.inherited()).add("origin", s.origin());
    Views.text(json, "changedAt", s.changedAt() == 0 ? null : Views.time(s.changedAt()));
    return Views.text(json, "changedBy", s.changedBy()).build();
  }

  private static JsonObject difference(SettingDifference d) {
    return Json.createObjectBuilder()
        .add("name", d.name())
        .add("unit", d.unit())
        .add("before", d.before())
        .add("after", d.after())
        .add("origin", d.origin())
        .build();
  }

  private static SettingScope scope(String type, String name) {
    return new SettingScope(Input.kind(type), name);
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }

  private static SettingManagement settings() {
    return LocalNode.require().runtimeSettings();
  }
}
