package org.rowmq.samples.redelivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A booking and the delivery that made it. */
@Entity
@Table(name = "sample_booking")
public class Booking {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  @Column(length = 36)
  private String id;

  @Column(length = 100, nullable = false)
  private String passenger;

  @Column(nullable = false)
  private int attempt;

  protected Booking() {}

  Booking(String passenger, int attempt) {
    this.passenger = passenger;
    this.attempt = attempt;
  }

  public String passenger() {
    return passenger;
  }

  public int attempt() {
    return attempt;
  }
}
