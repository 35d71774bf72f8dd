package org.rowmq.selector;

/**
 * The header fields and properties a selector looks at. Thread-safety is the implementation's: a
 * selector asks from the thread that called {@link Selector#matches}.
 */
@FunctionalInterface
public interface SelectorSource {

  /**
   * The value of a header field or property, in the type it was set with.
   *
   * @param identifier a property name, or one of {@code JMSDeliveryMode} (as the string {@code
   *     PERSISTENT} or {@code NON_PERSISTENT}), {@code JMSPriority}, {@code JMSMessageID}, {@code
   *     JMSTimestamp}, {@code JMSCorrelationID}, {@code JMSType}
   * @return a Boolean, Byte, Short, Integer, Long, Float, Double or String; null if there is no
   *     such value
   */
  Object get(String identifier);
}
