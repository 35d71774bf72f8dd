package org.rowmq.management;

/**
 * A user of the console and its API.
 *
 * @param enabled whether signing in is possible
 * @param changedAt when the password, role or state was last set, milliseconds since 1970
 * @param lastSignInAt when this user last signed in, as the newest 10,000 entries of the audit
 *     trail know it, milliseconds since 1970; 0 where they do not
 */
public record ConsoleUserView(
    String name, Role role, boolean enabled, long changedAt, long lastSignInAt) {}
