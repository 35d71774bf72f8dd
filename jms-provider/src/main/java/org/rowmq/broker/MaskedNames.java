package org.rowmq.broker;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which properties of messages are shown as {@code ***}: those whose name has one of some words in
 * it, in upper or lower case. In a word {@code *} stands for any characters. These are no regular
 * expressions, so that none can make the comparison with a long name slow. Immutable.
 */
public final class MaskedNames {
  /** What holds where nothing else is set. */
  public static final String STANDARD = "password|token|secret|authorization";

  /** Characters of all words together, with what separates them. */
  static final int LONGEST = 500;

  private static final String SEPARATOR = "|";

  /** Of each word what is between its {@code *}, in its order. */
  private final List<List<String>> words;

  private MaskedNames(List<List<String>> words) {
    this.words = words;
  }

  /**
   * The words of a text; none where it is empty.
   *
   * @throws IllegalArgumentException saying what is possible
   */
  public static MaskedNames of(String text) {
    String canonical = canonical(text);
    return new MaskedNames(
        canonical.isEmpty()
            ? List.of()
            : Arrays.stream(canonical.split("\\|")).map(MaskedNames::parts).toList());
  }

  private static List<String> parts(String word) {
    return Arrays.stream(word.split("\\*")).filter(part -> !part.isEmpty()).toList();
  }

  /**
   * The same text without blanks, repetitions and capital letters.
   *
   * @throws IllegalArgumentException saying what is possible
   */
  static String canonical(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(remedy());
    }
    if (text.isBlank()) {
      return "";
    }
    return Arrays.stream(text.split("\\|", -1))
        .map(word -> checked(word.strip()).toLowerCase(Locale.ROOT))
        .distinct()
        .collect(Collectors.joining(SEPARATOR));
  }

  private static String checked(String word) {
    if (word.isEmpty()) {
      throw new IllegalArgumentException("a word is missing beside a |: " + remedy());
    }
    if (!word.codePoints().allMatch(MaskedNames::possible)) {
      throw new IllegalArgumentException("\"" + word + "\" is no word: " + remedy());
    }
    return word;
  }

  /** What a property's name can have in it, and the star. */
  private static boolean possible(int character) {
    return character == '*'
        || (Character.isJavaIdentifierPart(character)
            && !Character.isIdentifierIgnorable(character));
  }

  /** What texts are possible, for people. */
  static String range() {
    return "words of letters, digits, _ and $ with | between them and * for any characters, at most "
        + LONGEST
        + " characters, or empty";
  }

  private static String remedy() {
    return "use " + range() + "; it is not a regular expression";
  }

  /** Whether a property of this name is masked. */
  public boolean matches(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(parts -> inOrder(parts, lower));
  }

  private static boolean inOrder(List<String> parts, String name) {
    int from = 0;
    for (String part : parts) {
      int at = name.indexOf(part, from);
      if (at < 0) {
        return false;
      }
      from = at + part.length();
    }
    return true;
  }
}
