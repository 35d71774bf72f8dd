package org.rowmq.message;

/** Stored bytes that are not a message: cut off, overwritten, or written by a newer version. */
public final class CorruptMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CorruptMessageException(String problem) {
    super("Stored message cannot be read: " + problem);
  }
}
