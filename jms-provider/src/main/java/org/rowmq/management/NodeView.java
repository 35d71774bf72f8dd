package org.rowmq.management;

/**
 * A node of the cluster.
 *
 * @param alive whether its heartbeat is recent
 * @param local whether it is the one asked
 */
public record NodeView(
    String name,
    boolean local,
    boolean alive,
    long startedAt,
    long heartbeatAt,
    String version,
    String database,
    String location,
    String durability,
    String schemaVersion) {}
