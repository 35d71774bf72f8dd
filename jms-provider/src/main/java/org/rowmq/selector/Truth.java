package org.rowmq.selector;

/**
 * SQL's three-valued logic on Boolean.TRUE, Boolean.FALSE and null for unknown (specification
 * tables 3-4 to 3-6).
 */
final class Truth {

  private Truth() {}

  static Boolean of(boolean value) {
    return value ? Boolean.TRUE : Boolean.FALSE;
  }

  /** An application can make other instances of Boolean; identity must be enough here. */
  static Boolean canonical(Boolean value) {
    return of(value.booleanValue());
  }

  static Boolean and(Boolean left, Boolean right) {
    if (left == Boolean.FALSE || right == Boolean.FALSE) {
      return Boolean.FALSE;
    }
    return left == null || right == null ? null : Boolean.TRUE;
  }

  static Boolean or(Boolean left, Boolean right) {
    if (left == Boolean.TRUE || right == Boolean.TRUE) {
      return Boolean.TRUE;
    }
    return left == null || right == null ? null : Boolean.FALSE;
  }

  static Boolean not(Boolean value) {
    return value == null ? null : of(value == Boolean.FALSE);
  }
}
