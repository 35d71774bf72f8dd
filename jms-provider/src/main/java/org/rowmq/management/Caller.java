package org.rowmq.management;

import java.util.Objects;

/**
 * Who asks, as checked by the face that took the request.
 *
 * @param name user name
 * @param role what the user may do
 * @param address where from, for the audit trail; never null, may be {@code "local"}
 * @param requestId ties log, audit row and error page together
 */
public record Caller(String name, Role role, String address, String requestId) {
  public Caller {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(requestId, "requestId");
  }
}
