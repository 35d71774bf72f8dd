package org.rowmq.console.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.rowmq.management.AttentionView;
import org.rowmq.management.AuditView;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.DestinationView;
import org.rowmq.management.EndpointView;
import org.rowmq.management.HealthView;
import org.rowmq.management.HistoryView;
import org.rowmq.management.JobView;
import org.rowmq.management.MatchCount;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessagePage;
import org.rowmq.management.MessageView;
import org.rowmq.management.NodeDetail;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.NodeView;
import org.rowmq.management.Page;
import org.rowmq.management.PreparedTransaction;
import org.rowmq.management.SettingView;
import org.rowmq.management.SlowCallView;
import org.rowmq.management.StorageView;
import org.rowmq.management.SubscriptionView;
import org.rowmq.management.WarningView;

/**
 * The management records as JSON. Written out by hand: the API's names must not follow a renamed
 * field.
 */
final class Views {
  private Views() {}

  static <T> JsonArray list(List<T> items, Function<T, JsonObject> view) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    items.forEach(item -> array.add(view.apply(item)));
    return array.build();
  }

  static <T> JsonObject page(Page<T> page, Function<T, JsonObject> view) {
    return text(
            Json.createObjectBuilder().add("items", list(page.items(), view)), "next", page.next())
        .build();
  }

  static JsonObject destination(DestinationView d) {
    return Json.createObjectBuilder()
        .add("type", d.kind().scheme())
        .add("name", d.name())
        .add("temporary", d.temporary())
        .add("takesDeadLetters", d.takesDeadLetters())
        .add("consumptionPaused", d.consumptionPaused())
        .add("productionPaused", d.productionPaused())
        .add("messages", d.messages())
        .add("ready", d.ready())
        .add("delivering", d.delivering())
        .add("scheduled", d.scheduled())
        .add("dead", d.dead())
        .add("consumers", d.consumers())
        .add("subscriptions", d.subscriptions())
        .add("durableSubscriptions", d.durableSubscriptions())
        .add("offlineSubscriptions", d.offlineSubscriptions())
        .add("largestBacklog", d.largestBacklog())
        .add("deadLetters", d.deadLetters())
        .add("sentPerSecond", d.sentPerSecond())
        .add("arrivedPerSecond", d.arrivedPerSecond())
        .add("leftPerSecond", d.leftPerSecond())
        .add("createdAt", time(d.createdAt()))
        .build();
  }

  static JsonObject history(HistoryView h) {
    return Json.createObjectBuilder()
        .add("intervalSeconds", h.interval().toSeconds())
        .add("points", list(h.points(), Views::point))
        .build();
  }

  private static JsonObject point(HistoryView.Point p) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("at", time(p.at()))
            .add("messages", p.messages())
            .add("arrived", p.arrived())
            .add("left", p.left())
            .add("waited", p.waited())
            .add("waitMedianMillis", p.waitMedianMillis())
            .add("waitHighMillis", p.waitHighMillis());
    if (p.dead() == HistoryView.Point.UNKNOWN) {
      json.addNull("dead");
    } else {
      json.add("dead", p.dead());
    }
    JsonObjectBuilder store = Json.createObjectBuilder();
    for (HistoryView.Operation operation : HistoryView.Operation.values()) {
      HistoryView.Calls calls = p.store().get(operation);
      if (calls != null) {
        store.add(operation.name().toLowerCase(Locale.ROOT), calls(calls));
      }
    }
    return json.add("store", store).build();
  }

  private static JsonObject calls(HistoryView.Calls c) {
    return Json.createObjectBuilder()
        .add("calls", c.count())
        .add("medianMillis", c.medianMicros() / 1000.0)
        .add("highMillis", c.highMicros() / 1000.0)
        .build();
  }

  static JsonObject subscription(SubscriptionView s) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("id", Long.toString(s.id())).add("topic", s.topic());
    text(json, "clientId", s.clientId());
    text(json, "name", s.name());
    text(json, "selector", s.selector());
    json.add("durable", s.durable())
        .add("shared", s.shared())
        .add("messages", s.messages())
        .add("consumers", s.consumers())
        .add("online", s.consumers() > 0);
    text(json, "inactiveSince", timeOrNull(s.inactiveSince()));
    text(json, "oldestAt", timeOrNull(s.oldestAt()));
    return json.add("createdAt", time(s.createdAt())).build();
  }

  static JsonObject confirmation(Confirmation c) {
    return Json.createObjectBuilder()
        .add("token", c.token())
        .add("target", c.target())
        .add("count", c.messages())
        .add("consumers", c.consumers())
        .add("nameRequired", c.nameRequired())
        .add("expiresAt", time(c.expiresAt()))
        .build();
  }

  static JsonObject count(MatchCount c) {
    return Json.createObjectBuilder()
        .add("count", c.count())
        .add("more", c.more())
        .add("partial", c.partial())
        .build();
  }

  static JsonObject message(MessageView m) {
    return fill(Json.createObjectBuilder(), m)
        .add("properties", list(m.properties(), Views::property))
        .build();
  }

  static JsonObject detail(MessageDetail d) {
    JsonObjectBuilder json = fill(Json.createObjectBuilder(), d.message());
    json.add("destination", d.destination()).add("source", d.source());
    text(json, "replyTo", d.replyTo());
    json.add("properties", list(d.properties(), Views::property));
    text(json, "body", d.body());
    json.add("bodyCut", d.bodyCut()).add("bodyVisible", d.bodyVisible());
    if (d.death() == null) {
      json.addNull("death");
    } else {
      json.add("death", death(d.death()));
    }
    return json.add("timeline", list(d.timeline(), Views::event)).build();
  }

  static JsonObject messages(MessagePage page) {
    return text(
            Json.createObjectBuilder().add("items", list(page.items(), Views::message)),
            "next",
            page.next())
        .add("partial", page.partial())
        .add("searched", page.searched())
        .build();
  }

  static JsonObject job(JobView j) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("node", j.node())
            .add("local", j.local())
            .add("id", j.id())
            .add("action", j.action())
            .add("source", j.source());
    text(json, "target", j.target());
    json.add("user", j.user())
        .add("state", j.state().name())
        .add("total", j.total())
        .add("done", j.done())
        .add("skipped", j.skipped())
        .add("startedAt", time(j.startedAt()));
    text(json, "endedAt", timeOrNull(j.endedAt()));
    return text(json, "error", j.error()).build();
  }

  static JsonObject attention(AttentionView a) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("reason", a.what().name()).add("type", a.type());
    text(json, "name", a.name());
    text(json, "detail", a.detail());
    return text(json.add("messages", a.messages()), "since", timeOrNull(a.since())).build();
  }

  static JsonObject nodeDetail(NodeDetail d) {
    return Json.createObjectBuilder(node(d.node()))
        .add("gauges", list(d.gauges(), Views::gauge))
        .add("checks", list(d.checks(), Views::check))
        .add("warnings", list(d.warnings(), Views::warning))
        .add("slowCalls", list(d.slowCalls(), Views::slowCall))
        .add("databaseBytes", known(d.storage().databaseBytes()))
        .add("tables", list(d.storage().tables(), Views::table))
        .build();
  }

  private static JsonObject slowCall(SlowCallView c) {
    return Json.createObjectBuilder()
        .add("at", time(c.at()))
        .add("what", c.what())
        .add("millis", c.millis())
        .add("rows", known(c.rows()))
        .add("bytes", known(c.bytes()))
        .add("failed", c.failed())
        .build();
  }

  private static JsonObject table(StorageView.Table t) {
    return Json.createObjectBuilder()
        .add("name", t.name())
        .add("bytes", known(t.bytes()))
        .add("rows", known(t.rows()))
        .build();
  }

  private static JsonValue known(long number) {
    return number < 0 ? JsonValue.NULL : Json.createValue(number);
  }

  private static JsonObject warning(WarningView w) {
    return Json.createObjectBuilder()
        .add("at", time(w.at()))
        .add("level", w.level())
        .add("logger", w.logger())
        .add("text", w.text())
        .build();
  }

  private static JsonObject check(HealthView.Check c) {
    return Json.createObjectBuilder()
        .add("name", c.name())
        .add("ok", c.ok())
        .add("detail", c.detail())
        .build();
  }

  private static JsonObject gauge(NodeGauge g) {
    return Json.createObjectBuilder()
        .add("group", g.group())
        .add("name", g.name())
        .add("unit", g.unit())
        .add("value", g.value())
        .add("most", g.most())
        .build();
  }

  static JsonObject node(NodeView n) {
    return Json.createObjectBuilder()
        .add("name", n.name())
        .add("local", n.local())
        .add("alive", n.alive())
        .add("startedAt", time(n.startedAt()))
        .add("heartbeatAt", time(n.heartbeatAt()))
        .add("version", orEmpty(n.version()))
        .add("database", orEmpty(n.database()))
        .add("location", orEmpty(n.location()))
        .add("durability", orEmpty(n.durability()))
        .add("schemaVersion", orEmpty(n.schemaVersion()))
        .build();
  }

  static JsonObject endpoint(EndpointView e) {
    return Json.createObjectBuilder()
        .add("node", e.node())
        .add("local", e.local())
        .add("name", e.name())
        .add("destinationType", e.kind().scheme())
        .add("destination", e.destination())
        .add("subscription", orEmpty(e.subscription()))
        .add("selector", orEmpty(e.selector()))
        .add("state", e.state())
        .add("stateReason", orEmpty(e.stateReason()))
        .add("sessions", e.sessions())
        .add("granted", e.granted())
        .add("transactionMode", orEmpty(e.transactionMode()))
        .add("batchSize", e.batchSize())
        .add("delivered", e.delivered())
        .add("failures", e.failures())
        .add("lastFailure", orEmpty(e.lastFailure()))
        .build();
  }

  static JsonObject setting(SettingView s) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("name", s.name());
    text(json, "value", s.value());
    text(json, "origin", s.origin());
    return text(json, "default", s.defaultValue()).build();
  }

  static JsonObject audit(AuditView a) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", a.id())
            .add("at", time(a.at()))
            .add("user", a.user())
            .add("role", a.role() == null ? "" : a.role().toLowerCase(Locale.ROOT))
            .add("address", a.address())
            .add("action", a.action());
    text(json, "target", a.target());
    json.add("count", a.messageCount()).add("outcome", a.outcome());
    text(json, "parameters", a.parameters());
    text(json, "error", a.error());
    return text(json, "requestId", a.requestId()).build();
  }

  private static JsonObjectBuilder fill(JsonObjectBuilder json, MessageView m) {
    json.add("id", m.id()).add("messageId", m.messageId());
    text(json, "correlationId", m.correlationId());
    text(json, "type", m.type());
    json.add("bodyType", m.bodyType())
        .add("state", m.state())
        .add("priority", m.priority())
        .add("persistent", m.persistent())
        .add("deliveryCount", m.deliveryCount());
    text(json, "sentAt", timeOrNull(m.sentAt()));
    text(json, "deliverAt", timeOrNull(m.deliverAt()));
    text(json, "expiresAt", timeOrNull(m.expiresAt()));
    return json.add("size", m.size());
  }

  static JsonObject transaction(PreparedTransaction t) {
    return Json.createObjectBuilder()
        .add("xid", t.xid())
        .add("node", t.node())
        .add("preparedAt", time(t.preparedAt()))
        .add("effects", list(t.effects(), Views::effect))
        .build();
  }

  private static JsonObject effect(PreparedTransaction.Effect e) {
    return Json.createObjectBuilder()
        .add("destination", e.destination())
        .add("consumed", e.consumed())
        .add("messages", e.messages())
        .build();
  }

  static JsonObject group(DeadLetters.Group g) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    text(json, "queue", g.source().queue());
    text(
        json,
        "subscription",
        g.source().queue() == null ? Long.toString(g.source().subscriptionId()) : null);
    json.add("source", g.sourceName());
    text(json, "origin", g.why().origin());
    json.add("reason", g.why().reason());
    text(json, "exceptionClass", g.why().exceptionClass());
    return json.add("count", g.messages())
        .add("firstAt", time(g.firstAt()))
        .add("lastAt", time(g.lastAt()))
        .build();
  }

  static JsonObject letter(DeadLetters.Letter l) {
    JsonObjectBuilder json = fill(Json.createObjectBuilder(), l.message());
    json.add("failures", l.failures());
    text(json, "firstFailureAt", timeOrNull(l.firstFailureAt()));
    return json.add("death", death(l.death())).build();
  }

  private static JsonObject death(MessageDetail.DeathView d) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    text(json, "origin", d.origin());
    json.add("reason", d.reason());
    text(json, "at", timeOrNull(d.at()));
    text(json, "exceptionClass", d.exceptionClass());
    text(json, "exceptionMessage", d.exceptionMessage());
    return text(json, "stackTrace", d.stackTrace()).build();
  }

  private static JsonObject event(MessageDetail.Event e) {
    JsonObjectBuilder json = Json.createObjectBuilder();
    text(json, "at", timeOrNull(e.at()));
    json.add("what", e.what());
    return text(json, "detail", e.detail()).build();
  }

  private static JsonObject property(MessageDetail.PropertyView p) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("name", p.name()).add("type", p.javaType());
    return text(json, "value", p.value()).add("masked", p.masked()).build();
  }

  static JsonObjectBuilder text(JsonObjectBuilder json, String name, String value) {
    return value == null ? json.addNull(name) : json.add(name, value);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  static String timeOrNull(long millis) {
    return millis == 0 ? null : time(millis);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
