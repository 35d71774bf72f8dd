package org.rowmq.selector;

/**
 * SQL's three-valued logic on Boolean.TRUE, Boolean.FALSE and null for unknown (specification
 * tables 3-4 to 3-6).
 */
final class Truth {

  private Truth() {}

  static Boolean and(Boolean left, Boolean right) {
    if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
      return Boolean.FALSE;
    }
    return (left == null || right == null) ? null : Boolean.TRUE;
  }

  static Boolean or(Boolean left, Boolean right) {
    if (Boolean.TRUE.equals(left) || Boolean.TRUE.equals(right)) {
      return Boolean.TRUE;
    }
    return (left == null || right == null) ? null : Boolean.FALSE;
  }

  static Boolean not(Boolean value) {
    return value == null ? null : (Boolean) !value;
  }
}
