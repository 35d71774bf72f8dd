package org.rowmq.samples.flights;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /samples/api/flights}: start the feed, watch it, ask for the report. */
@Path("flights")
@Produces(MediaType.APPLICATION_JSON)
public class FlightsResource {

  @Inject private FlightFeedRunner runner;
  @Inject private FlightStatistics statistics;

  /** Starts or resumes the feed. */
  @POST
  @Path("feed")
  public Response feed() {
    runner.start();
    return Response.accepted().build();
  }

  /** How far it is. */
  @GET
  public JsonObject progress() {
    FlightStatistics.Progress progress = statistics.progress();
    return Json.createObjectBuilder()
        .add("total", progress.total())
        .add("sent", progress.sent())
        .add("stored", progress.stored())
        .add("delays", progress.delays())
        .add("feeding", runner.isRunning())
        .build();
  }

  /** What the tables say. */
  @GET
  @Path("report")
  public JsonObject report() {
    FlightReport report = statistics.report();
    JsonArrayBuilder subscribers = Json.createArrayBuilder();
    for (FlightReport.Subscriber subscriber : report.subscribers()) {
      subscribers.add(
          Json.createObjectBuilder()
              .add("name", subscriber.name())
              .add("expected", subscriber.expected())
              .add("received", subscriber.received())
              .add("twice", subscriber.twice())
              .add("missing", subscriber.missing())
              .add("wrong", subscriber.wrong()));
    }
    return Json.createObjectBuilder()
        .add("total", report.total())
        .add("sent", report.sent())
        .add("stored", report.stored())
        .add("storedTwice", report.storedTwice())
        .add("notStored", report.notStored())
        .add("altered", report.altered())
        .add("delays", report.delays())
        .add("subscribers", subscribers)
        .add("waiting", report.waiting())
        .add("twice", report.twice())
        .add("lost", report.lost())
        .add("wrong", report.wrong())
        .add("complete", report.isComplete())
        .add("summary", report.summary())
        .build();
  }
}
