package org.rowmq.selector;

/**
 * A word of a selector.
 *
 * @param type what it is
 * @param text as written
 * @param value the value of a literal, else null
 * @param index where it begins, from 0
 */
record Token(Type type, String text, Object value, int index) {

  /** What a word can be. A symbol or keyword is told by its type alone. */
  enum Type {
    IDENTIFIER,
    STRING,
    NUMBER,
    /** 9223372036854775808: only valid behind a minus sign, as in Java. */
    NUMBER_TO_BE_NEGATED,
    NOT,
    AND,
    OR,
    BETWEEN,
    LIKE,
    IN,
    IS,
    ESCAPE,
    NULL,
    TRUE,
    FALSE,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    PLUS,
    MINUS,
    TIMES,
    DIVIDE,
    OPEN,
    CLOSE,
    COMMA,
    END
  }

  /** For error messages. */
  String description() {
    return type == Type.END ? "the end" : type == Type.STRING ? text : "'" + text + "'";
  }
}
