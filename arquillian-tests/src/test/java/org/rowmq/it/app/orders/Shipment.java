package org.rowmq.it.app.orders;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** What the first message-driven bean writes. Two for one order would be two rows. */
@Entity
@Table(name = "shipment")
public class Shipment {
  @Id private String id = UUID.randomUUID().toString();
  private int number;

  protected Shipment() {}

  Shipment(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
