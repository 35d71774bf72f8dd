package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.console.RequestContext;
import org.rowmq.management.Caller;
import org.rowmq.management.ClientManagement;
import org.rowmq.management.ConnectionView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.ProducerView;
import org.rowmq.management.SessionView;

/** Who consumes, who is connected, and who has which message since when; of all nodes. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ClientsResource {
  @Context private HttpServletRequest request;

  /** With {@code type} and {@code name} only those of one queue or topic. */
  @GET
  @Path("consumers")
  public JsonArray consumers(@QueryParam("type") String type, @QueryParam("name") String name) {
    ClientManagement clients = LocalNode.require().clients();
    return Views.list(
        name == null ? clients.consumers(caller()) : clients.consumers(caller(), kind(type), name),
        ClientsResource::consumer);
  }

  /** With {@code type} and {@code name} only those of one queue or topic. */
  @GET
  @Path("producers")
  public JsonArray producers(@QueryParam("type") String type, @QueryParam("name") String name) {
    ClientManagement clients = LocalNode.require().clients();
    return Views.list(
        name == null ? clients.producers(caller()) : clients.producers(caller(), kind(type), name),
        ClientsResource::producer);
  }

  private static DestinationKind kind(String type) {
    return Input.kind(type == null ? "queue" : type);
  }

  @GET
  @Path("connections")
  public JsonArray connections() {
    return Views.list(
        LocalNode.require().clients().connections(caller()), ClientsResource::connection);
  }

  @GET
  @Path("sessions")
  public JsonArray sessions() {
    return Views.list(LocalNode.require().clients().sessions(caller()), ClientsResource::session);
  }

  /** One of this node; it is closed in the background. */
  @DELETE
  @Path("connections/{id:\\d+}")
  public Response close(@PathParam("id") long id) {
    LocalNode.require().clients().close(caller(), id);
    return Response.accepted().build();
  }

  private static JsonObject consumer(ConsumerView c) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("node", c.node()).add("kind", c.kind());
    Views.text(json, "name", c.name());
    Views.text(json, "user", c.user());
    json.add("connection", c.connection())
        .add("session", c.session())
        .add("destinationType", c.type())
        .add("destination", c.destination());
    Views.text(json, "subscription", c.subscription());
    Views.text(json, "selector", c.selector());
    Views.text(json, "lastAt", Views.timeOrNull(c.lastAt()));
    Views.text(json, "lastMessageId", c.lastMessageId());
    if (c.readAhead() < 0) {
      json.addNull("readAhead");
    } else {
      json.add("readAhead", c.readAhead());
    }
    return json.add("since", Views.time(c.since()))
        .add("open", c.open())
        .add("held", c.held())
        .add("messages", Views.list(c.messages(), ClientsResource::held))
        .build();
  }

  private static JsonObject held(ConsumerView.Held m) {
    return Json.createObjectBuilder()
        .add("id", m.id())
        .add("messageId", m.messageId())
        .add("since", Views.time(m.since()))
        .build();
  }

  private static JsonObject producer(ProducerView p) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("node", p.node());
    number(json, "connection", p.connection());
    number(json, "session", p.session());
    Views.text(json, "clientId", p.clientId());
    Views.text(json, "user", p.user());
    return json.add("destinationType", p.type())
        .add("destination", p.destination())
        .add("open", p.open())
        .add("sessions", p.sessions())
        .add("since", Views.time(p.since()))
        .add("sent", p.sent())
        .add("lastAt", Views.time(p.lastAt()))
        .build();
  }

  private static void number(JsonObjectBuilder json, String name, long value) {
    if (value == 0) {
      json.addNull(name);
    } else {
      json.add(name, value);
    }
  }

  private static JsonObject session(SessionView s) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("node", s.node())
            .add("id", s.id())
            .add("connection", s.connection());
    Views.text(json, "clientId", s.clientId());
    json.add("mode", s.mode())
        .add("since", Views.time(s.since()))
        .add("sent", s.sent())
        .add("received", s.received());
    Views.text(json, "lastSentAt", Views.timeOrNull(s.lastSentAt()));
    Views.text(json, "lastReceivedAt", Views.timeOrNull(s.lastReceivedAt()));
    return json.add("consumers", s.consumers()).add("held", s.held()).build();
  }

  private static JsonObject connection(ConnectionView c) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("node", c.node()).add("local", c.local()).add("id", c.id());
    Views.text(json, "clientId", c.clientId());
    Views.text(json, "user", c.user());
    return json.add("since", Views.time(c.since()))
        .add("started", c.started())
        .add("sessions", c.sessions())
        .add("consumers", c.consumers())
        .build();
  }

  private Caller caller() {
    return RequestContext.caller(request);
  }
}
