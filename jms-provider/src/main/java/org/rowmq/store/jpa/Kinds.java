package org.rowmq.store.jpa;

import org.rowmq.DestinationKind;

/** The number of a destination kind in the rows; never changes between versions. */
final class Kinds {
  static final short QUEUE = 0;
  static final short TOPIC = 1;

  private Kinds() {}

  static short codeOf(DestinationKind kind) {
    return switch (kind) {
      case QUEUE -> QUEUE;
      case TOPIC -> TOPIC;
    };
  }

  static DestinationKind ofCode(short code) {
    return switch (code) {
      case QUEUE -> DestinationKind.QUEUE;
      case TOPIC -> DestinationKind.TOPIC;
      default ->
          throw new IllegalArgumentException(
              "destination kind " + code + " is not known to this version");
    };
  }
}
