package org.rowmq.management;

import java.util.List;

/**
 * A consumer, with the messages its application has and has not settled.
 *
 * @param node the node it is on
 * @param kind {@code BEAN}, {@code CONNECTION} or, for the node's own work, {@code NODE}
 * @param name the bean's name, or the connection's client identifier; null for none
 * @param user the user the connection was opened for, or null
 * @param connection number of the connection on its node; 0 for a bean
 * @param session number of the session on its node; 0 for a bean, and where a node of an earlier
 *     version does not say
 * @param type {@code queue} or {@code topic}
 * @param destination what it consumes from
 * @param subscription name of the subscription of a topic, or null
 * @param selector or null
 * @param since when it was opened, milliseconds since 1970
 * @param open false when it was closed and its session still has messages
 * @param lastAt when it was last given a message, milliseconds since 1970; 0 for never
 * @param lastMessageId JMSMessageID of that message; null for none, and on another node than the
 *     one asked
 * @param readAhead messages its node has read and not handed out yet, for this and all other
 *     consumers there of the same destination with the same selector together; -1 on another node
 *     than the one asked, which does not tell
 * @param held persistent messages it has and has not settled
 * @param messages the longest held of these, at most 20; 5 on another node than the one asked
 */
public record ConsumerView(
    String node,
    String kind,
    String name,
    String user,
    long connection,
    long session,
    String type,
    String destination,
    String subscription,
    String selector,
    long since,
    boolean open,
    long lastAt,
    String lastMessageId,
    int readAhead,
    int held,
    List<Held> messages) {

  /**
   * A message with a consumer.
   *
   * @param id as text, for the same reason as in {@link MessageView}
   * @param messageId JMSMessageID
   * @param since milliseconds since 1970
   */
  public record Held(String id, String messageId, long since) {}
}
