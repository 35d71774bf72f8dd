package org.rowmq.it.app.many;

/** What all the beans do. */
public interface Sends {
  void send();
}
