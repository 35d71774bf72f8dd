package org.rowmq;

/** The two messaging domains (specification section 4). Immutable; safe for use by many threads. */
public enum DestinationKind {
  /** Point to point: each message goes to one consumer. */
  QUEUE("queue"),
  /** Publish and subscribe: each message goes to every subscription. */
  TOPIC("topic");

  private final String scheme;

  DestinationKind(String scheme) {
    this.scheme = scheme;
  }

  /** The word in front of {@code ://} in {@link RowmqDestination#toString()}. */
  public String scheme() {
    return scheme;
  }
}
