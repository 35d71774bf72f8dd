package org.rowmq.samples.flights;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The flights of the data file, read once. */
@ApplicationScoped
public class FlightData {

  private List<Flight> flights;

  @PostConstruct
  void read() {
    List<Flight> read = new ArrayList<>(20_000);
    try (InputStream file = FlightData.class.getResourceAsStream("flights-20k.json");
        JsonParser parser = Json.createParser(file)) {
      parser.next();
      parser.getArrayStream().forEach(value -> read.add(flight(read.size(), value.asJsonObject())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    flights = List.copyOf(read);
  }

  /** All flights; a flight's number is its place in the list. */
  public List<Flight> all() {
    return flights;
  }

  private static Flight flight(int number, JsonObject json) {
    return new Flight(
        number,
        json.getString("date"),
        json.getInt("delay"),
        json.getInt("distance"),
        json.getString("origin"),
        json.getString("destination"));
  }
}
