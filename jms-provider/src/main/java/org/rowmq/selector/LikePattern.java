package org.rowmq.selector;

import java.util.Arrays;

/**
 * A LIKE pattern, compiled. Matching goes back to the last {@code %} only, so it takes at most
 * (length of the pattern) x (length of the value) steps whatever the pattern, where a regular
 * expression can take exponentially many. Immutable.
 */
final class LikePattern {

  // no code point is negative
  private static final int ANY_SEQUENCE = -1;
  private static final int ANY_CHARACTER = -2;

  private final int[] elements;

  private LikePattern(int[] elements) {
    this.elements = elements;
  }

  /**
   * Compiles a pattern.
   *
   * @param escape the code point that takes the meaning from {@code %} and {@code _}, or negative
   *     for none
   * @return the pattern, or null if it ends with its escape character
   */
  static LikePattern compile(String pattern, int escape) {
    int[] elements = new int[pattern.length()];
    int count = 0;
    for (int i = 0; i < pattern.length(); ) {
      int character = pattern.codePointAt(i);
      i += Character.charCount(character);
      if (character == escape) {
        if (i == pattern.length()) {
          return null;
        }
        character = pattern.codePointAt(i);
        i += Character.charCount(character);
        elements[count++] = character;
      } else if (character == '%') {
        if (count == 0 || elements[count - 1] != ANY_SEQUENCE) {
          elements[count++] = ANY_SEQUENCE;
        }
      } else {
        elements[count++] = character == '_' ? ANY_CHARACTER : character;
      }
    }
    return new LikePattern(Arrays.copyOf(elements, count));
  }

  boolean matches(String value) {
    int element = 0;
    int position = 0;
    int lastSequence = -1;
    int retryFrom = 0;
    while (position < value.length()) {
      int character = value.codePointAt(position);
      if (element < elements.length && elements[element] == ANY_SEQUENCE) {
        lastSequence = element++;
        retryFrom = position;
      } else if (element < elements.length
          && (elements[element] == ANY_CHARACTER || elements[element] == character)) {
        element++;
        position += Character.charCount(character);
      } else if (lastSequence >= 0) {
        retryFrom += Character.charCount(value.codePointAt(retryFrom));
        position = retryFrom;
        element = lastSequence + 1;
      } else {
        return false;
      }
    }
    while (element < elements.length && elements[element] == ANY_SEQUENCE) {
      element++;
    }
    return element == elements.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LikePattern that && Arrays.equals(elements, that.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }
}
