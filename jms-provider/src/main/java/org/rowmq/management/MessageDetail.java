package org.rowmq.management;

import java.util.List;

/**
 * One message with what the caller may see of its content. Object messages are shown as
 * hexadecimal, never deserialised.
 *
 * @param replyTo JMSReplyTo as text, or null
 * @param properties typed properties in the order they were set; values are hidden ({@code null})
 *     from viewers
 * @param body text form of the body, cut to a limit; null when there is none or the caller may not
 *     see it
 * @param bodyCut whether {@code body} is not all of it
 * @param bodyVisible whether the caller's role allows to see bodies
 */
public record MessageDetail(
    MessageView message,
    String destination,
    String replyTo,
    List<PropertyView> properties,
    String body,
    boolean bodyCut,
    boolean bodyVisible) {

  public MessageDetail {
    properties = List.copyOf(properties);
  }

  /** A typed property; {@code value} is null when it is hidden or null. */
  public record PropertyView(String name, String javaType, String value) {}
}
