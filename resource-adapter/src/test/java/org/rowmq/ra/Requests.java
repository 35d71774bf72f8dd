package org.rowmq.ra;

/** Requests for connections, which only the visible beans make. */
public final class Requests {
  private Requests() {}

  public static ConnectionRequest anonymous() {
    return new ConnectionRequest(null, null, null);
  }
}
