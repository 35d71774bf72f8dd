package org.rowmq.selector;

/**
 * A selector that is not one, with the place where reading it stopped (specification section
 * 3.8.1.1).
 */
public final class SelectorSyntaxException extends Exception {

  private static final long serialVersionUID = 1L;

  /** How much of a long selector is repeated in the message. */
  private static final int QUOTED_LENGTH = 200;

  private final int column;

  SelectorSyntaxException(String selector, int index, String problem) {
    super(
        "Invalid selector at column "
            + (index + 1)
            + ": "
            + problem
            + " in ["
            + shortened(selector)
            + "]");
    this.column = index + 1;
  }

  /** Where the problem was found, counting characters from 1. */
  public int column() {
    return column;
  }

  private static String shortened(String selector) {
    return selector.length() <= QUOTED_LENGTH
        ? selector
        : selector.substring(0, QUOTED_LENGTH) + "...";
  }
}
