package org.rowmq.management;

import java.util.List;

/**
 * One message with what the caller may see of its content. Object messages are shown as
 * hexadecimal, never deserialised.
 *
 * @param destination as {@code queue://name} or {@code topic://name}
 * @param source where commands find it: {@code queue://name}, or the number of the subscription
 * @param replyTo JMSReplyTo as text, or null
 * @param properties typed properties in the order they were set; values are hidden ({@code null})
 *     from viewers
 * @param body text form of the body, cut to a limit; null when there is none or the caller may not
 *     see it
 * @param bodyCut whether {@code body} is not all of it
 * @param bodyVisible whether the caller's role allows to see bodies
 * @param death why it was given up, or null
 * @param timeline what is known of its life, oldest first
 */
public record MessageDetail(
    MessageView message,
    String destination,
    String source,
    String replyTo,
    List<PropertyView> properties,
    String body,
    boolean bodyCut,
    boolean bodyVisible,
    DeathView death,
    List<Event> timeline) {

  public MessageDetail {
    properties = List.copyOf(properties);
    timeline = List.copyOf(timeline);
  }

  /**
   * A typed property.
   *
   * @param value null when it is null or hidden from the caller's role; {@code ***} when it is
   *     masked
   * @param masked whether its name is like that of a secret, so that an operator sees its value
   *     only by {@link MessageManagement#reveal}
   */
  public record PropertyView(String name, String javaType, String value, boolean masked) {}

  /**
   * Why a message was given up.
   *
   * @param origin where it came from, as {@code queue://name} or {@code topic://name}
   * @param reason {@code MAX_DELIVERIES} or {@code EXPIRED}
   * @param at milliseconds since 1970
   * @param exceptionClass of the last failure, or null
   * @param exceptionMessage of the last failure, or null; hidden ({@code null}) from viewers
   * @param stackTrace of the last failure, or null; hidden from viewers
   */
  public record DeathView(
      String origin,
      String reason,
      long at,
      String exceptionClass,
      String exceptionMessage,
      String stackTrace) {}

  /**
   * Something that happened to it, or will.
   *
   * @param at milliseconds since 1970, 0 when not known
   * @param what one word: sent, scheduled, delivered, failed, died, held, expires
   * @param detail more about it, or null
   */
  public record Event(long at, String what, String detail) {}
}
