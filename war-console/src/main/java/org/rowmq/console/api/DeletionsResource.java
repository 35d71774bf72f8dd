package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.SeveralDeletions;

/** Deletes several queues or topics, in two steps. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DeletionsResource {
  private static final String TOKENS = "tokens";

  @Context private HttpServletRequest request;

  /**
   * With {@code dryRun=true} and {@code {"type":"queue","names":[..]}} says what would go with
   * each, and what is to be typed; then {@code {"type":"queue","tokens":{"name":"token"},
   * "typed":".."}} says what became of each.
   */
  @POST
  @Path("destinations:delete")
  public JsonObject delete(@QueryParam("dryRun") boolean dryRun, String body) {
    Input input = Input.of(body);
    DestinationKind kind = Input.kind(input.text("type", "queue"));
    if (dryRun) {
      List<String> names = input.texts("names");
      return asked(
          LocalNode.require().confirmDeletes(caller(), kind, names == null ? List.of() : names));
    }
    Map<String, String> tokens = input.has(TOKENS) ? input.values(TOKENS) : Map.of();
    List<SeveralDeletions.Outcome> outcomes =
        LocalNode.require().deleteDestinations(caller(), kind, tokens, input.text("typed", null));
    return Json.createObjectBuilder()
        .add("deleted", outcomes.stream().filter(each -> each.refused() == null).count())
        .add("items", Views.list(outcomes, DeletionsResource::outcome))
        .build();
  }

  private static JsonObject asked(SeveralDeletions asked) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("items", Views.list(asked.items(), DeletionsResource::item));
    return Views.text(json, "toType", asked.toType()).build();
  }

  private static JsonObject item(SeveralDeletions.Item item) {
    Confirmation confirmation = item.confirmation();
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("name", item.name())
            .add("count", confirmation == null ? 0 : confirmation.messages())
            .add("consumers", confirmation == null ? 0 : confirmation.consumers());
    Views.text(json, "token", confirmation == null ? null : confirmation.token());
    Views.text(
        json, "expiresAt", confirmation == null ? null : Views.time(confirmation.expiresAt()));
    return Views.text(json, "refused", item.refused()).build();
  }

  private static JsonObject outcome(SeveralDeletions.Outcome outcome) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("name", outcome.name()).add("count", outcome.messages());
    return Views.text(json, "refused", outcome.refused()).build();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
