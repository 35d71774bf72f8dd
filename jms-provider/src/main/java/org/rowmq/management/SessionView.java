package org.rowmq.management;

/**
 * An open session of a client's connection. Beans have none.
 *
 * @param node the node it is on
 * @param id its number on that node
 * @param connection number of its connection there
 * @param clientId client identifier of that, or null
 * @param mode how it acknowledges: {@code AUTO}, {@code CLIENT}, {@code DUPS_OK} or {@code
 *     TRANSACTED}
 * @param since when it was opened, milliseconds since 1970
 * @param sent messages sent with it; in a transaction also before that is committed
 * @param received messages given to its consumers, again or for the first time
 * @param lastSentAt milliseconds since 1970; 0 for never
 * @param lastReceivedAt milliseconds since 1970; 0 for never
 * @param consumers its open consumers
 * @param held persistent messages it has and has not settled
 */
public record SessionView(
    String node,
    long id,
    long connection,
    String clientId,
    String mode,
    long since,
    long sent,
    long received,
    long lastSentAt,
    long lastReceivedAt,
    int consumers,
    int held) {}
