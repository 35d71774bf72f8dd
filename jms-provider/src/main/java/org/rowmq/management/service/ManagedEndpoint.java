package org.rowmq.management.service;

import org.rowmq.management.EndpointView;

/** A message-driven bean, as whoever delivers to it lets it be managed. Thread-safe. */
public interface ManagedEndpoint {

  EndpointView view();

  /**
   * Ends delivery until {@link #resume}; nothing happens if it does not deliver now.
   *
   * @param why shown to whoever looks
   */
  void pause(String why);

  /** Delivers again; nothing happens if it is not paused. */
  void resume();
}
