package org.rowmq.management;

import org.rowmq.DestinationKind;

/**
 * A message-driven bean, as the console lists it.
 *
 * @param node which delivers to it; null until it is known
 * @param local whether that is the node asked, which can pause it
 * @param name its activation name, unique on the node
 * @param subscription name of the subscription of a topic, or null
 * @param selector or null
 * @param state WAITING (for the database or its subscription), OPEN, PAUSED or STOPPED
 * @param stateReason why it is paused or waits, or null
 * @param sessions messages it may be given at the same time, as configured
 * @param granted how many of these the server grants at present; 0 before the first message
 * @param transactionMode CONTAINER, XA or NONE; null while it waits
 * @param batchSize messages in one transaction, at most
 * @param delivered messages delivered since the application was deployed
 * @param failures deliveries that failed, likewise
 * @param lastFailure the last of these in one line, or null
 */
public record EndpointView(
    String node,
    boolean local,
    String name,
    DestinationKind kind,
    String destination,
    String subscription,
    String selector,
    String state,
    String stateReason,
    int sessions,
    int granted,
    String transactionMode,
    int batchSize,
    long delivered,
    long failures,
    String lastFailure) {

  /** The same as it is listed on a node. */
  public EndpointView on(String itsNode, boolean asked) {
    return new EndpointView(
        itsNode,
        asked,
        name,
        kind,
        destination,
        subscription,
        selector,
        state,
        stateReason,
        sessions,
        granted,
        transactionMode,
        batchSize,
        delivered,
        failures,
        lastFailure);
  }
}
