package org.rowmq.management;

/**
 * First step of a destructive command: what it would do, and the token that the second step must
 * show.
 *
 * @param token unguessable, for this caller, command and target only, usable once
 * @param target what would be changed, as {@code queue://name}
 * @param messages how many messages would go
 * @param consumers how many consumers it has, on all nodes
 * @param nameRequired whether the second step must also give the destination's name
 * @param expiresAt milliseconds since 1970
 */
public record Confirmation(
    String token,
    String target,
    long messages,
    int consumers,
    boolean nameRequired,
    long expiresAt) {}
