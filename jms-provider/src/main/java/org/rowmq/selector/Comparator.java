package org.rowmq.selector;

/** The six comparison operators, on values of unknown type (specification section 3.8.1.1). */
enum Comparator {
  EQUAL("="),
  NOT_EQUAL("<>"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">=");

  private final String symbol;

  Comparator(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  /** Whether strings and booleans, too, may be compared with it. */
  boolean isEquality() {
    return this == EQUAL || this == NOT_EQUAL;
  }

  /** True, false, or null for unknown: NULL makes it unknown, unlike types make it false. */
  Boolean compare(Object left, Object right) {
    if (left == null || right == null) {
      return null;
    }
    if (left instanceof Number leftNumber && right instanceof Number rightNumber) {
      return compareNumbers(leftNumber, rightNumber);
    }
    boolean alike =
        (left instanceof String && right instanceof String)
            || (left instanceof Boolean && right instanceof Boolean);
    return alike && isEquality() && left.equals(right) == (this == EQUAL);
  }

  private boolean compareNumbers(Number left, Number right) {
    if (left instanceof Double || right instanceof Double) {
      return compareDoubles(left.doubleValue(), right.doubleValue());
    }
    if (left instanceof Float || right instanceof Float) {
      // float to double is exact, so only the conversion to float must be Java's
      return compareDoubles(left.floatValue(), right.floatValue());
    }
    int order = Long.compare(left.longValue(), right.longValue());
    return switch (this) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private boolean compareDoubles(double left, double right) {
    return switch (this) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
    };
  }
}
