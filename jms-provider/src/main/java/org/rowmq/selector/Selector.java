package org.rowmq.selector;

/**
 * A message selector, parsed (specification section 3.8). Immutable; safe for use by many threads.
 *
 * <p>Where the specification leaves room, RowMQ decides:
 *
 * <ul>
 *   <li>Comparing unlike types is false, so its negation is true; comparing with NULL is unknown,
 *       and so is its negation.
 *   <li>Arithmetic on something that is not a number, and integer division by zero, give NULL.
 *   <li>{@code x NOT BETWEEN a AND b} is {@code x < a OR x > b}, as the specification says, and so
 *       false when x is not a number. {@code NOT IN} and {@code NOT LIKE} are the negations of
 *       {@code IN} and {@code LIKE}.
 *   <li>A property used as a condition that is not a boolean is unknown.
 *   <li>Ordering or arithmetic with a string or boolean literal can never be meant and is refused
 *       when parsed.
 *   <li>{@code _} in a pattern stands for one Unicode code point.
 *   <li>Parentheses, NOT and signs may be nested {@value #MAX_DEPTH} deep. AND, OR and arithmetic
 *       chains may have any length.
 * </ul>
 */
public final class Selector {

  /** How deep parentheses, NOT and signs may be nested. */
  public static final int MAX_DEPTH = 256;

  /** No selector: matches every message. */
  public static final Selector NONE = new Selector("", Expression.Literal.TRUE);

  private final String text;
  private final Expression condition;

  private Selector(String text, Expression condition) {
    this.text = text;
    this.condition = condition;
  }

  /**
   * Parses a selector.
   *
   * @param text the selector; null, or nothing but white space, means none
   * @return the selector, or {@link #NONE}
   * @throws SelectorSyntaxException if the text is not a selector
   */
  public static Selector parse(String text) throws SelectorSyntaxException {
    if (text == null || text.isBlank()) {
      return NONE;
    }
    return new Selector(text, new Parser(text).parse());
  }

  /** Whether this is no selector at all. */
  public boolean isNone() {
    return text.isEmpty();
  }

  /**
   * Whether the message is selected: the selector is true for it, and neither false nor unknown.
   */
  public boolean matches(SelectorSource source) {
    return Boolean.TRUE.equals(condition.evaluate(source));
  }

  /** The text that was parsed; empty for {@link #NONE}. */
  public String text() {
    return text;
  }

  /** Equal when the texts are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Selector that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text that was parsed. */
  @Override
  public String toString() {
    return text;
  }
}
