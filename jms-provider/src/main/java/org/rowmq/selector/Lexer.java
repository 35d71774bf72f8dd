package org.rowmq.selector;

import java.util.Locale;
import java.util.Map;

/** Cuts a selector into tokens. */
final class Lexer {

  private static final Map<String, Token.Type> KEYWORDS =
      Map.ofEntries(
          Map.entry("NOT", Token.Type.NOT),
          Map.entry("AND", Token.Type.AND),
          Map.entry("OR", Token.Type.OR),
          Map.entry("BETWEEN", Token.Type.BETWEEN),
          Map.entry("LIKE", Token.Type.LIKE),
          Map.entry("IN", Token.Type.IN),
          Map.entry("IS", Token.Type.IS),
          Map.entry("ESCAPE", Token.Type.ESCAPE),
          Map.entry("NULL", Token.Type.NULL),
          Map.entry("TRUE", Token.Type.TRUE),
          Map.entry("FALSE", Token.Type.FALSE));

  private static final int LONGEST_KEYWORD = 7;

  private final String selector;
  private int position;

  Lexer(String selector) {
    this.selector = selector;
  }

  Token next() throws SelectorSyntaxException {
    while (position < selector.length() && isWhiteSpace(selector.charAt(position))) {
      position++;
    }
    if (position == selector.length()) {
      return new Token(Token.Type.END, "", null, position);
    }
    int start = position;
    int character = selector.codePointAt(start);
    if (character == '\'') {
      return string(start);
    }
    if (isDigit(character) || (character == '.' && isDigit(charAt(start + 1)))) {
      position = NumberLiteral.end(selector, start);
      return NumberLiteral.token(selector, start, position);
    }
    if (Character.isJavaIdentifierStart(character)) {
      return word(start);
    }
    return symbol(start);
  }

  /** Java's white space (JLS 3.6): nothing from the rest of Unicode. */
  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The keyword a name is in any case, or null. */
  static Token.Type keyword(String word) {
    return word.length() > LONGEST_KEYWORD ? null : KEYWORDS.get(word.toUpperCase(Locale.ROOT));
  }

  private Token word(int start) {
    while (position < selector.length()
        && Character.isJavaIdentifierPart(selector.codePointAt(position))) {
      position += Character.charCount(selector.codePointAt(position));
    }
    String word = selector.substring(start, position);
    Token.Type keyword = keyword(word);
    return new Token(keyword == null ? Token.Type.IDENTIFIER : keyword, word, null, start);
  }

  private Token string(int start) throws SelectorSyntaxException {
    StringBuilder value = new StringBuilder();
    int from = start + 1;
    while (true) {
      int quote = selector.indexOf('\'', from);
      if (quote < 0) {
        throw new SelectorSyntaxException(selector, start, "a string begins here and does not end");
      }
      value.append(selector, from, quote);
      if (charAt(quote + 1) != '\'') {
        position = quote + 1;
        return new Token(
            Token.Type.STRING, selector.substring(start, position), value.toString(), start);
      }
      value.append('\'');
      from = quote + 2;
    }
  }

  private Token symbol(int start) throws SelectorSyntaxException {
    char next = charAt(start + 1);
    return switch (selector.charAt(start)) {
      case '=' -> symbol(Token.Type.EQUAL, start, 1);
      case '<' ->
          next == '>'
              ? symbol(Token.Type.NOT_EQUAL, start, 2)
              : next == '='
                  ? symbol(Token.Type.LESS_OR_EQUAL, start, 2)
                  : symbol(Token.Type.LESS, start, 1);
      case '>' ->
          next == '='
              ? symbol(Token.Type.GREATER_OR_EQUAL, start, 2)
              : symbol(Token.Type.GREATER, start, 1);
      case '+' -> symbol(Token.Type.PLUS, start, 1);
      case '-' -> symbol(Token.Type.MINUS, start, 1);
      case '*' -> symbol(Token.Type.TIMES, start, 1);
      case '/' -> symbol(Token.Type.DIVIDE, start, 1);
      case '(' -> symbol(Token.Type.OPEN, start, 1);
      case ')' -> symbol(Token.Type.CLOSE, start, 1);
      case ',' -> symbol(Token.Type.COMMA, start, 1);
      case '"' ->
          throw new SelectorSyntaxException(
              selector, start, "a string is written in single quotes, not \"");
      case '!' ->
          throw new SelectorSyntaxException(
              selector, start, "'!' is not an operator: write <> or NOT");
      default ->
          throw new SelectorSyntaxException(
              selector,
              start,
              "unexpected character '" + Character.toString(selector.codePointAt(start)) + "'");
    };
  }

  private Token symbol(Token.Type type, int start, int length) {
    position = start + length;
    return new Token(type, selector.substring(start, position), null, start);
  }

  private char charAt(int index) {
    return index < selector.length() ? selector.charAt(index) : '\0';
  }
}
