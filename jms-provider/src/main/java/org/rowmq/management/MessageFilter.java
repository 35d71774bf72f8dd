package org.rowmq.management;

/**
 * Which messages are meant; all that is given must hold. {@code selector} and {@code text} look at
 * content, so they need the role that may see it.
 *
 * @param selector JMS message selector (specification 3.8.1), or null
 * @param id JMSMessageID or number of the row, or null
 * @param correlationId the whole JMSCorrelationID, or null
 * @param text part of the body as it is shown, whatever its case, or null; bodies of objects are
 *     not searched
 * @param from sent not before, milliseconds since 1970; 0 for no limit
 * @param to sent before, milliseconds since 1970; 0 for no limit
 * @param state one of the states of {@link MessageView#state()}, or null
 * @param death only dead letters that were given up so, or null
 */
public record MessageFilter(
    String selector,
    String id,
    String correlationId,
    String text,
    long from,
    long to,
    String state,
    Death death) {

  /**
   * Why a message was given up; all must be the same.
   *
   * @param origin where it came from, as {@code queue://name} or {@code topic://name}
   * @param exceptionClass of the last failure; null for none
   */
  public record Death(String origin, String reason, String exceptionClass) {}

  /** Whatever became of the messages. */
  public MessageFilter(
      String selector,
      String id,
      String correlationId,
      String text,
      long from,
      long to,
      String state) {
    this(selector, id, correlationId, text, from, to, state, null);
  }

  /** Any message. */
  public static final MessageFilter ALL = new MessageFilter(null, null, null, null, 0, 0, null);

  /** Only what a selector takes. */
  public static MessageFilter selecting(String selector) {
    return new MessageFilter(selector, null, null, null, 0, 0, null);
  }

  /** Whether it looks at properties or bodies. */
  public boolean seesContent() {
    return selector != null || text != null;
  }
}
