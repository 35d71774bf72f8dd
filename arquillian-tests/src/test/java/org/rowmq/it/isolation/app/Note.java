package org.rowmq.it.isolation.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something to keep. */
@Entity
public class Note {
  @Id private long id;

  private String text;

  protected Note() {}

  Note(long id, String text) {
    this.id = id;
    this.text = text;
  }

  @Override
  public String toString() {
    return id + " " + text;
  }
}
