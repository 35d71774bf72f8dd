package org.rowmq.selector;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rowmq.selector.Expression.And;
import org.rowmq.selector.Expression.Between;
import org.rowmq.selector.Expression.Calculation;
import org.rowmq.selector.Expression.Comparison;
import org.rowmq.selector.Expression.Identifier;
import org.rowmq.selector.Expression.In;
import org.rowmq.selector.Expression.IsNull;
import org.rowmq.selector.Expression.Kind;
import org.rowmq.selector.Expression.Like;
import org.rowmq.selector.Expression.Literal;
import org.rowmq.selector.Expression.Not;
import org.rowmq.selector.Expression.Or;
import org.rowmq.selector.Expression.Sign;

/**
 * Recursive descent over the grammar of specification section 3.8.1.1. One token of look-ahead;
 * parentheses hold a condition or a number alike, and what was found is checked where it is used.
 */
final class Parser {

  private static final Set<String> SELECTABLE_HEADERS =
      Set.of(
          "JMSDeliveryMode",
          "JMSPriority",
          "JMSMessageID",
          "JMSTimestamp",
          "JMSCorrelationID",
          "JMSType");

  private final String selector;
  private final Lexer lexer;
  private Token token;
  private int depth;

  Parser(String selector) {
    this.selector = selector;
    this.lexer = new Lexer(selector);
  }

  Expression parse() throws SelectorSyntaxException {
    token = lexer.next();
    int start = token.index();
    Expression condition = condition(start, or());
    if (token.type() != Token.Type.END) {
      throw unexpected("expected the end, AND or OR");
    }
    return condition;
  }

  private Expression or() throws SelectorSyntaxException {
    int start = token.index();
    Expression first = and();
    if (token.type() != Token.Type.OR) {
      return first;
    }
    List<Expression> terms = new ArrayList<>();
    terms.add(condition(start, first));
    while (accept(Token.Type.OR)) {
      terms.add(condition(token.index(), and()));
    }
    return new Or(List.copyOf(terms));
  }

  private Expression and() throws SelectorSyntaxException {
    int start = token.index();
    Expression first = not();
    if (token.type() != Token.Type.AND) {
      return first;
    }
    List<Expression> terms = new ArrayList<>();
    terms.add(condition(start, first));
    while (accept(Token.Type.AND)) {
      terms.add(condition(token.index(), not()));
    }
    return new And(List.copyOf(terms));
  }

  private Expression not() throws SelectorSyntaxException {
    if (!accept(Token.Type.NOT)) {
      return predicate();
    }
    enter();
    int start = token.index();
    Expression negated = new Not(condition(start, not()));
    depth--;
    return negated;
  }

  private Expression predicate() throws SelectorSyntaxException {
    int start = token.index();
    Expression left = sum();
    Comparator comparator = comparator(token.type());
    if (comparator != null) {
      return comparison(start, left, comparator);
    }
    if (accept(Token.Type.IS)) {
      boolean negated = accept(Token.Type.NOT);
      expect(Token.Type.NULL, "expected NULL");
      return new IsNull(identifier(start, left, "IS NULL"), negated);
    }
    boolean negated = accept(Token.Type.NOT);
    if (accept(Token.Type.BETWEEN)) {
      return between(number(start, left, "BETWEEN"), negated);
    }
    if (accept(Token.Type.IN)) {
      return in(identifier(start, left, "IN"), negated);
    }
    if (accept(Token.Type.LIKE)) {
      return like(identifier(start, left, "LIKE"), negated);
    }
    if (negated) {
      throw unexpected("expected BETWEEN, IN or LIKE after NOT");
    }
    return left;
  }

  private Expression comparison(int leftStart, Expression left, Comparator comparator)
      throws SelectorSyntaxException {
    advance();
    int rightStart = token.index();
    Expression right = sum();
    if (!comparator.isEquality()) {
      number(leftStart, left, "'" + comparator.symbol() + "'");
      number(rightStart, right, "'" + comparator.symbol() + "'");
    }
    if (comparator(token.type()) != null) {
      throw unexpected("comparisons cannot be chained: expected AND, OR or the end");
    }
    return new Comparison(comparator, left, right);
  }

  private Expression between(Expression value, boolean negated) throws SelectorSyntaxException {
    int lowStart = token.index();
    Expression low = number(lowStart, sum(), "BETWEEN");
    expect(Token.Type.AND, "expected AND and the upper limit of BETWEEN");
    int highStart = token.index();
    Expression high = number(highStart, sum(), "BETWEEN");
    return new Between(value, low, high, negated);
  }

  private Expression in(Identifier identifier, boolean negated) throws SelectorSyntaxException {
    expect(Token.Type.OPEN, "expected '(' after IN");
    Set<String> values = new HashSet<>();
    do {
      values.add(
          (String)
              expect(Token.Type.STRING, "expected a string literal in the list of IN").value());
    } while (accept(Token.Type.COMMA));
    expect(Token.Type.CLOSE, "expected ',' or ')' in the list of IN");
    return new In(identifier, Set.copyOf(values), negated);
  }

  private Expression like(Identifier identifier, boolean negated) throws SelectorSyntaxException {
    Token pattern = expect(Token.Type.STRING, "expected a string literal after LIKE");
    int escape = -1;
    if (accept(Token.Type.ESCAPE)) {
      Token literal = expect(Token.Type.STRING, "expected a string literal after ESCAPE");
      String character = (String) literal.value();
      if (character.isEmpty() || character.codePointCount(0, character.length()) != 1) {
        throw new SelectorSyntaxException(
            selector, literal.index(), "ESCAPE takes exactly one character");
      }
      escape = character.codePointAt(0);
    }
    LikePattern compiled = LikePattern.compile((String) pattern.value(), escape);
    if (compiled == null) {
      throw new SelectorSyntaxException(
          selector,
          pattern.index(),
          "the pattern ends with its escape character, which escapes nothing");
    }
    return new Like(identifier, compiled, negated);
  }

  private Expression sum() throws SelectorSyntaxException {
    int start = token.index();
    Expression first = product();
    List<Calculation.Step> steps = null;
    while (token.type() == Token.Type.PLUS || token.type() == Token.Type.MINUS) {
      Arithmetic operator = token.type() == Token.Type.PLUS ? Arithmetic.ADD : Arithmetic.SUBTRACT;
      steps = steps == null ? steps(start, first, operator) : steps;
      advance();
      int operandStart = token.index();
      steps.add(
          new Calculation.Step(
              operator, number(operandStart, product(), "'" + operator.symbol() + "'")));
    }
    return steps == null ? first : new Calculation(first, List.copyOf(steps));
  }

  private Expression product() throws SelectorSyntaxException {
    int start = token.index();
    Expression first = signed();
    List<Calculation.Step> steps = null;
    while (token.type() == Token.Type.TIMES || token.type() == Token.Type.DIVIDE) {
      Arithmetic operator =
          token.type() == Token.Type.TIMES ? Arithmetic.MULTIPLY : Arithmetic.DIVIDE;
      steps = steps == null ? steps(start, first, operator) : steps;
      advance();
      int operandStart = token.index();
      steps.add(
          new Calculation.Step(
              operator, number(operandStart, signed(), "'" + operator.symbol() + "'")));
    }
    return steps == null ? first : new Calculation(first, List.copyOf(steps));
  }

  private List<Calculation.Step> steps(int start, Expression first, Arithmetic operator)
      throws SelectorSyntaxException {
    number(start, first, "'" + operator.symbol() + "'");
    return new ArrayList<>();
  }

  private Expression signed() throws SelectorSyntaxException {
    boolean negative = token.type() == Token.Type.MINUS;
    if (!negative && token.type() != Token.Type.PLUS) {
      return operand();
    }
    advance();
    if (negative && token.type() == Token.Type.NUMBER_TO_BE_NEGATED) {
      return literal(Kind.NUMBER);
    }
    enter();
    int start = token.index();
    Expression operand = number(start, signed(), negative ? "'-'" : "'+'");
    depth--;
    if (operand instanceof Literal literal) {
      Number value = (Number) literal.value();
      return negative ? new Literal(Arithmetic.negate(value), Kind.NUMBER) : literal;
    }
    return new Sign(negative, operand);
  }

  private Expression operand() throws SelectorSyntaxException {
    return switch (token.type()) {
      case OPEN -> {
        enter();
        advance();
        Expression inner = or();
        expect(Token.Type.CLOSE, "expected ')'");
        depth--;
        yield inner;
      }
      case IDENTIFIER -> identifier();
      case NUMBER -> literal(Kind.NUMBER);
      case STRING -> literal(Kind.STRING);
      case TRUE -> {
        advance();
        yield Literal.TRUE;
      }
      case FALSE -> {
        advance();
        yield Literal.FALSE;
      }
      case NUMBER_TO_BE_NEGATED ->
          throw new SelectorSyntaxException(
              selector, token.index(), "the number " + token.text() + " is too large");
      default -> throw unexpected("expected an identifier, a literal or '('");
    };
  }

  private Expression literal(Kind kind) throws SelectorSyntaxException {
    Literal literal = new Literal(token.value(), kind);
    advance();
    return literal;
  }

  private Identifier identifier() throws SelectorSyntaxException {
    String name = token.text();
    if (name.startsWith("JMS")
        && !name.startsWith("JMSX")
        && !name.startsWith("JMS_")
        && !SELECTABLE_HEADERS.contains(name)) {
      throw new SelectorSyntaxException(
          selector, token.index(), "'" + name + "' is not a header field that a selector may use");
    }
    advance();
    return new Identifier(name);
  }

  private static Comparator comparator(Token.Type type) {
    return switch (type) {
      case EQUAL -> Comparator.EQUAL;
      case NOT_EQUAL -> Comparator.NOT_EQUAL;
      case LESS -> Comparator.LESS;
      case LESS_OR_EQUAL -> Comparator.LESS_OR_EQUAL;
      case GREATER -> Comparator.GREATER;
      case GREATER_OR_EQUAL -> Comparator.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  private Expression condition(int start, Expression expression) throws SelectorSyntaxException {
    if (!expression.kind().mayBeCondition()) {
      throw new SelectorSyntaxException(
          selector, start, "expected a condition but found " + expression.kind().description);
    }
    return expression;
  }

  private Expression number(int start, Expression expression, String where)
      throws SelectorSyntaxException {
    if (!expression.kind().mayBeNumber()) {
      throw new SelectorSyntaxException(
          selector, start, where + " is for numbers and not for " + expression.kind().description);
    }
    return expression;
  }

  private Identifier identifier(int start, Expression expression, String where)
      throws SelectorSyntaxException {
    if (expression instanceof Identifier identifier) {
      return identifier;
    }
    throw new SelectorSyntaxException(selector, start, where + " needs an identifier on its left");
  }

  private void enter() throws SelectorSyntaxException {
    if (++depth > Selector.MAX_DEPTH) {
      throw new SelectorSyntaxException(
          selector,
          token.index(),
          "more than " + Selector.MAX_DEPTH + " levels of parentheses, NOT and signs");
    }
  }

  private void advance() throws SelectorSyntaxException {
    token = lexer.next();
  }

  private boolean accept(Token.Type type) throws SelectorSyntaxException {
    if (token.type() != type) {
      return false;
    }
    advance();
    return true;
  }

  private Token expect(Token.Type type, String problem) throws SelectorSyntaxException {
    Token found = token;
    if (found.type() != type) {
      throw unexpected(problem);
    }
    advance();
    return found;
  }

  private SelectorSyntaxException unexpected(String problem) {
    return new SelectorSyntaxException(
        selector, token.index(), problem + " but found " + token.description());
  }
}
