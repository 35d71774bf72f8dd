package org.rowmq.store.redo;

import java.io.IOException;

/** A redo log that a database file needs is not there, or lacks what was confirmed. */
public final class DamagedRedoLogException extends IOException {
  DamagedRedoLogException(String message) {
    super(message);
  }
}
