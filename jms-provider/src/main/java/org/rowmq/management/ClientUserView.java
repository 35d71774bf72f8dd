package org.rowmq.management;

/**
 * A user of messaging clients.
 *
 * @param enabled whether new connections are accepted
 * @param changedAt milliseconds since 1970
 */
public record ClientUserView(String name, boolean enabled, long changedAt) {}
