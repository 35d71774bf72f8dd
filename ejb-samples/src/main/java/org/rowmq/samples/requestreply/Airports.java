package org.rowmq.samples.requestreply;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Where the airports of the data file are. */
@ApplicationScoped
public class Airports {

  private static final double EARTH_RADIUS_MILES = 3_958.8;

  private record Position(double latitude, double longitude) {}

  private Map<String, Position> positions;

  @PostConstruct
  void read() {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                Airports.class.getResourceAsStream("airports.csv"), StandardCharsets.UTF_8))) {
      positions =
          file.lines()
              .skip(1)
              .map(line -> line.split(","))
              .collect(Collectors.toMap(fields -> fields[0], Airports::position));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Great-circle distance in miles, if both airports are known. */
  public OptionalInt miles(String from, String to) {
    Optional<Position> start = Optional.ofNullable(positions.get(from));
    Optional<Position> end = Optional.ofNullable(positions.get(to));
    if (start.isEmpty() || end.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) Math.round(miles(start.get(), end.get())));
  }

  private static double miles(Position a, Position b) {
    double north = Math.toRadians(b.latitude - a.latitude) / 2;
    double east = Math.toRadians(b.longitude - a.longitude) / 2;
    double h =
        Math.pow(Math.sin(north), 2)
            + Math.cos(Math.toRadians(a.latitude))
                * Math.cos(Math.toRadians(b.latitude))
                * Math.pow(Math.sin(east), 2);
    return 2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(h));
  }

  /** From the end of the line: names of airports may hold commas. */
  private static Position position(String[] fields) {
    return new Position(
        Double.parseDouble(fields[fields.length - 2]),
        Double.parseDouble(fields[fields.length - 1]));
  }
}
