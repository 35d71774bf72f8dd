package org.rowmq.store;

/**
 * What a store is, for logs and the console. Holds no secret.
 *
 * @param database product and version, as the driver says
 * @param location JDBC URL without credentials or parameters, or the data directory
 * @param exclusive no other node can have this database open, so ownership needs no rows
 * @param schemaVersion version of the tables
 * @param durability what a returned call survives
 * @param incarnation this node's present life; the owner written into rows
 * @param nodeName this node's name
 */
public record StoreInfo(
    String database,
    String location,
    boolean exclusive,
    String schemaVersion,
    Durability durability,
    long incarnation,
    String nodeName) {}
