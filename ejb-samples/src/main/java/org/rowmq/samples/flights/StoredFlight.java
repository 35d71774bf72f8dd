package org.rowmq.samples.flights;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A flight as its message brought it. The key is generated and the flight's number has no unique
 * constraint: were a message ever delivered twice, both rows would be here to be counted.
 */
@Entity
@Table(name = "sample_flight")
public class StoredFlight {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  @Column(length = 36)
  private String id;

  @Column(name = "flight_number", nullable = false)
  private int number;

  @Column(name = "departure", length = 20, nullable = false)
  private String date;

  @Column(name = "delay_minutes", nullable = false)
  private int delay;

  @Column(nullable = false)
  private int distance;

  @Column(length = 3, nullable = false)
  private String origin;

  @Column(length = 3, nullable = false)
  private String destination;

  protected StoredFlight() {}

  StoredFlight(Flight flight) {
    number = flight.number();
    date = flight.date();
    delay = flight.delay();
    distance = flight.distance();
    origin = flight.origin();
    destination = flight.destination();
  }

  public Flight flight() {
    return new Flight(number, date, delay, distance, origin, destination);
  }
}
