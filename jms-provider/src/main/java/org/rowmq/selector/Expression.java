package org.rowmq.selector;

import java.util.List;
import java.util.Set;

/**
 * A node of the syntax tree. Its value is a Boolean, a Number, a String, or null, which is SQL's
 * NULL and, for a condition, "unknown".
 */
sealed interface Expression {

  /** What is known of the value before a message is there. */
  enum Kind {
    CONDITION("a condition"),
    BOOLEAN("a boolean literal"),
    NUMBER("a number"),
    STRING("a string"),
    IDENTIFIER("an identifier");

    final String description;

    Kind(String description) {
      this.description = description;
    }

    boolean mayBeCondition() {
      return this == CONDITION || this == BOOLEAN || this == IDENTIFIER;
    }

    boolean mayBeNumber() {
      return this == NUMBER || this == IDENTIFIER;
    }
  }

  Object evaluate(SelectorSource source);

  Kind kind();

  /** Three-valued truth of a node used as a condition; what is not a boolean is unknown. */
  default Boolean truth(SelectorSource source) {
    return evaluate(source) instanceof Boolean value ? value : null;
  }

  /** A literal, converted once. */
  record Literal(Object value, Kind kind) implements Expression {

    static final Literal TRUE = new Literal(true, Kind.BOOLEAN);
    static final Literal FALSE = new Literal(false, Kind.BOOLEAN);

    @Override
    public Object evaluate(SelectorSource source) {
      return value;
    }
  }

  /** A header field or property. */
  record Identifier(String name) implements Expression {

    @Override
    public Object evaluate(SelectorSource source) {
      return source.get(name);
    }

    @Override
    public Kind kind() {
      return Kind.IDENTIFIER;
    }
  }

  /** {@code a AND b AND c}: a list, so that long chains need no deep stack. */
  record And(List<Expression> terms) implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      Boolean result = Boolean.TRUE;
      for (int i = 0; i < terms.size(); i++) {
        Boolean term = terms.get(i).truth(source);
        if (Boolean.FALSE.equals(term)) {
          return Boolean.FALSE;
        }
        result = Truth.and(result, term);
      }
      return result;
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  /** {@code a OR b OR c}: a list, so that long chains need no deep stack. */
  record Or(List<Expression> terms) implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      Boolean result = Boolean.FALSE;
      for (int i = 0; i < terms.size(); i++) {
        Boolean term = terms.get(i).truth(source);
        if (Boolean.TRUE.equals(term)) {
          return Boolean.TRUE;
        }
        result = Truth.or(result, term);
      }
      return result;
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record Not(Expression condition) implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      return Truth.not(condition.truth(source));
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record Comparison(Comparator comparator, Expression left, Expression right)
      implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      return comparator.compare(left.evaluate(source), right.evaluate(source));
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record Between(Expression value, Expression low, Expression high, boolean negated)
      implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      Object operand = value.evaluate(source);
      Object from = low.evaluate(source);
      Object to = high.evaluate(source);
      return negated
          ? Truth.or(
              Comparator.LESS.compare(operand, from), Comparator.GREATER.compare(operand, to))
          : Truth.and(
              Comparator.GREATER_OR_EQUAL.compare(operand, from),
              Comparator.LESS_OR_EQUAL.compare(operand, to));
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record In(Identifier identifier, Set<String> values, boolean negated) implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      Object value = identifier.evaluate(source);
      if (value == null) {
        return null;
      }
      boolean found = value instanceof String && values.contains(value);
      return found != negated;
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record Like(Identifier identifier, LikePattern pattern, boolean negated) implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      Object value = identifier.evaluate(source);
      if (value == null) {
        return null;
      }
      boolean found = value instanceof String string && pattern.matches(string);
      return found != negated;
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record IsNull(Identifier identifier, boolean negated) implements Expression {

    @Override
    public Boolean evaluate(SelectorSource source) {
      return (identifier.evaluate(source) == null) != negated;
    }

    @Override
    public Kind kind() {
      return Kind.CONDITION;
    }
  }

  record Sign(boolean negative, Expression operand) implements Expression {

    @Override
    public Object evaluate(SelectorSource source) {
      Object value = operand.evaluate(source);
      if (!(value instanceof Number number)) {
        return null;
      }
      return negative ? Arithmetic.negate(number) : number;
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /**
   * {@code a + b - c} or {@code a * b / c}, left to right: a list, so that long chains need no deep
   * stack.
   */
  record Calculation(Expression first, List<Step> steps) implements Expression {

    record Step(Arithmetic operator, Expression operand) {}

    @Override
    public Object evaluate(SelectorSource source) {
      Object result = first.evaluate(source);
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        result = step.operator().apply(result, step.operand().evaluate(source));
        if (result == null) {
          return null;
        }
      }
      return result;
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }
}
