package org.rowmq.selector;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java's numeric literals (JLS 3.10.1, 3.10.2), which the specification prescribes. One difference,
 * also prescribed: an exact number too large for int needs no L.
 */
final class NumberLiteral {

  private static final String DIGITS = "[0-9](?:[0-9_]*+(?<!_))?";
  private static final String HEX_DIGITS = "[0-9a-fA-F](?:[0-9a-fA-F_]*+(?<!_))?";

  private static final Pattern EXACT =
      Pattern.compile(
          "(?:0[xX](?<hex>"
              + HEX_DIGITS
              + ")|0[bB](?<binary>[01](?:[01_]*+(?<!_))?)"
              + "|0(?<octal>_*+[0-7](?:[0-7_]*+(?<!_))?)|(?<decimal>0|[1-9](?:[0-9_]*+(?<!_))?))(?<long>[lL])?");

  private static final Pattern APPROXIMATE =
      Pattern.compile(
          "(?:(?:"
              + DIGITS
              + "\\.(?:"
              + DIGITS
              + ")?|\\."
              + DIGITS
              + ")(?:[eE][+-]?"
              + DIGITS
              + ")?(?<s1>[fFdD])?"
              + "|"
              + DIGITS
              + "[eE][+-]?"
              + DIGITS
              + "(?<s2>[fFdD])?"
              + "|"
              + DIGITS
              + "(?<s3>[fFdD])"
              + "|0[xX](?:"
              + HEX_DIGITS
              + "\\.?|(?:"
              + HEX_DIGITS
              + ")?\\."
              + HEX_DIGITS
              + ")[pP][+-]?"
              + DIGITS
              + "(?<s4>[fFdD])?)");

  private static final String LARGEST_PLUS_ONE = "9223372036854775808";

  private NumberLiteral() {}

  /**
   * Where a number ends: it takes all letters, so that {@code 12ab} is one bad number and not two
   * tokens.
   */
  static int end(String selector, int start) {
    boolean hex = selector.startsWith("0x", start) || selector.startsWith("0X", start);
    int i = start;
    while (i < selector.length()) {
      char c = selector.charAt(i);
      boolean exponentSign =
          (c == '+' || c == '-') && i > start && isExponent(selector.charAt(i - 1), hex);
      if (c != '.' && !exponentSign && !Character.isJavaIdentifierPart(c)) {
        break;
      }
      i++;
    }
    return i;
  }

  private static boolean isExponent(char c, boolean hex) {
    return hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
  }

  static Token token(String selector, int start, int end) throws SelectorSyntaxException {
    String text = selector.substring(start, end);
    Matcher exact = EXACT.matcher(text);
    if (exact.matches()) {
      return exact(selector, start, text, exact);
    }
    Matcher approximate = APPROXIMATE.matcher(text);
    if (approximate.matches()) {
      return new Token(Token.Type.NUMBER, text, approximate(selector, start, text), start);
    }
    throw new SelectorSyntaxException(selector, start, "'" + text + "' is not a number");
  }

  private static Token exact(String selector, int start, String text, Matcher parts)
      throws SelectorSyntaxException {
    boolean isLong = parts.group("long") != null;
    String decimal = parts.group("decimal");
    try {
      if (decimal == null) {
        return new Token(Token.Type.NUMBER, text, bits(parts, isLong), start);
      }
      String digits = decimal.replace("_", "");
      if (digits.equals(LARGEST_PLUS_ONE)) {
        return new Token(Token.Type.NUMBER_TO_BE_NEGATED, text, Long.MIN_VALUE, start);
      }
      long value = Long.parseLong(digits);
      Number number = isLong || value > Integer.MAX_VALUE ? (Number) value : (Number) (int) value;
      return new Token(Token.Type.NUMBER, text, number, start);
    } catch (NumberFormatException e) {
      throw new SelectorSyntaxException(selector, start, "the number " + text + " is too large");
    }
  }

  /** Hexadecimal, octal and binary give bits, as in Java: 0xFFFFFFFF is -1. */
  private static Number bits(Matcher parts, boolean isLong) {
    int radix = parts.group("hex") != null ? 16 : parts.group("octal") != null ? 8 : 2;
    String group = radix == 16 ? "hex" : radix == 8 ? "octal" : "binary";
    String digits = parts.group(group).replace("_", "");
    long value = Long.parseUnsignedLong(digits, radix);
    return isLong || value >>> Integer.SIZE != 0 ? (Number) value : (Number) (int) value;
  }

  private static Number approximate(String selector, int start, String text)
      throws SelectorSyntaxException {
    String digits = text.replace("_", "");
    boolean isHex = digits.startsWith("0x") || digits.startsWith("0X");
    char last = digits.charAt(digits.length() - 1);
    boolean isFloat = last == 'f' || last == 'F';
    Number number;
    boolean infinite;
    boolean zero;
    if (isFloat) {
      float value = Float.parseFloat(digits);
      number = value;
      infinite = Float.isInfinite(value);
      zero = value == 0;
    } else {
      double value = Double.parseDouble(digits);
      number = value;
      infinite = Double.isInfinite(value);
      zero = value == 0;
    }
    if (infinite) {
      throw new SelectorSyntaxException(selector, start, "the number " + text + " is too large");
    }
    if (zero && hasNonZeroMantissa(digits, isHex)) {
      throw new SelectorSyntaxException(selector, start, "the number " + text + " is too small");
    }
    return number;
  }

  private static boolean hasNonZeroMantissa(String digits, boolean hex) {
    for (int i = hex ? 2 : 0; i < digits.length() && !isExponent(digits.charAt(i), hex); i++) {
      char c = digits.charAt(i);
      if (Character.digit(c, 16) > 0 && (hex || Character.isDigit(c))) {
        return true;
      }
    }
    return false;
  }
}
