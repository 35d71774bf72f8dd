package org.rowmq.samples.flights;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A late flight as one of the two subscribers got it; duplicates would show, as in {@link
 * StoredFlight}.
 */
@Entity
@Table(name = "sample_delay")
public class ReceivedDelay {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  @Column(length = 36)
  private String id;

  @Column(length = 40, nullable = false)
  private String subscriber;

  @Column(name = "flight_number", nullable = false)
  private int number;

  protected ReceivedDelay() {}

  ReceivedDelay(String subscriber, Flight flight) {
    this.subscriber = subscriber;
    this.number = flight.number();
  }

  public String subscriber() {
    return subscriber;
  }

  public int number() {
    return number;
  }
}
