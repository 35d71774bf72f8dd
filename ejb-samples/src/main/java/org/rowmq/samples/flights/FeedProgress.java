package org.rowmq.samples.flights;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that says how many flights have been sent. */
@Entity
@Table(name = "sample_flight_feed")
public class FeedProgress {

  static final int ID = 1;

  @Id private int id = ID;

  @Column(nullable = false)
  private int sent;

  public int sent() {
    return sent;
  }

  void advanceTo(int newSent) {
    sent = newSent;
  }
}
