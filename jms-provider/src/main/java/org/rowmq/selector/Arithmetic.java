package org.rowmq.selector;

/** The four operators with Java's numeric promotion (specification section 3.8.1.1). */
enum Arithmetic {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/");

  private final String symbol;

  Arithmetic(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  /** The result, or null if an operand is no number or an integer is divided by zero. */
  Number apply(Object left, Object right) {
    if (!(left instanceof Number a) || !(right instanceof Number b)) {
      return null;
    }
    if (a instanceof Double || b instanceof Double) {
      return apply(a.doubleValue(), b.doubleValue());
    }
    if (a instanceof Float || b instanceof Float) {
      return apply(a.floatValue(), b.floatValue());
    }
    if (this == DIVIDE && b.longValue() == 0) {
      return null;
    }
    if (a instanceof Long || b instanceof Long) {
      return apply(a.longValue(), b.longValue());
    }
    return apply(a.intValue(), b.intValue());
  }

  static Number negate(Number number) {
    if (number instanceof Double) {
      return -number.doubleValue();
    }
    if (number instanceof Float) {
      return -number.floatValue();
    }
    if (number instanceof Long) {
      return -number.longValue();
    }
    return -number.intValue();
  }

  private double apply(double a, double b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }

  private float apply(float a, float b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }

  private long apply(long a, long b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }

  private int apply(int a, int b) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }
}
