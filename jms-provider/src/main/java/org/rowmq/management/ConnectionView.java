package org.rowmq.management;

/**
 * An open connection of a client. Beans have none.
 *
 * @param node the node it is on
 * @param local whether that is the node asked, which alone can close it
 * @param id its number on that node
 * @param clientId client identifier, or null
 * @param user the user it was opened for, or null
 * @param since when it was opened, milliseconds since 1970
 * @param started whether it delivers
 * @param sessions its open sessions
 * @param consumers the consumers of these
 */
public record ConnectionView(
    String node,
    boolean local,
    long id,
    String clientId,
    String user,
    long since,
    boolean started,
    int sessions,
    int consumers) {}
