package org.rowmq.it.app.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the listener was given, rolled back or not. */
@ApplicationScoped
public class Deliveries {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  public void add(String line) {
    lines.add(line);
  }

  public String text() {
    return String.join("\n", lines);
  }
}
