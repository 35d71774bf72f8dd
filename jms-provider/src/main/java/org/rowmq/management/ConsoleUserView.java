package org.rowmq.management;

/**
 * A user of the console and its API.
 *
 * @param enabled whether signing in is possible
 * @param changedAt when the password, role or state was last set, milliseconds since 1970
 */
public record ConsoleUserView(String name, Role role, boolean enabled, long changedAt) {}
