package org.rowmq.it.app.orders;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** What the application writes when an order comes in. Its number is not unique on purpose. */
@Entity
@Table(name = "placed_order")
public class PlacedOrder {
  @Id private String id = UUID.randomUUID().toString();
  private int number;

  protected PlacedOrder() {}

  PlacedOrder(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
