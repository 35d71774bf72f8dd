package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the text, parsing gives a selector or a syntax error, and a selector gives an answer.
 */
class SelectorFuzzTest {

  private static final List<String> WORDS =
      List.of(
          "a",
          "b",
          "JMSType",
          "JMSReplyTo",
          "'x'",
          "''",
          "'it''s'",
          "'",
          "1",
          "0x1F",
          "7.",
          ".5",
          "1e3",
          "57L",
          "09",
          "TRUE",
          "FALSE",
          "NULL",
          "NOT",
          "AND",
          "OR",
          "BETWEEN",
          "LIKE",
          "IN",
          "IS",
          "ESCAPE",
          "=",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "+",
          "-",
          "*",
          "/",
          "(",
          ")",
          ",",
          ".",
          "\"",
          "!",
          "\uD83D\uDE00",
          "\uD800",
          "\0",
          "9223372036854775808");

  private static final List<Object> VALUES =
      List.of(
          "x", "", 1, 1L, 1f, 1d, (short) 1, (byte) 1, 0, true, false, Double.NaN, Long.MIN_VALUE);

  @Test
  void nothingButASyntaxErrorComesOutOfTheParser() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int parsed = 0;
    for (int round = 0; round < 200_000; round++) {
      String text = text(random);
      try {
        Selector selector = Selector.parse(text);
        Object a = VALUES.get(random.nextInt(VALUES.size()));
        Object b = VALUES.get(random.nextInt(VALUES.size()));
        selector.matches(name -> name.equals("a") ? a : name.equals("b") ? b : null);
        parsed++;
      } catch (SelectorSyntaxException e) {
        assertThat(e.column()).as("seed %d, [%s]", seed, text).isBetween(1, text.length() + 1);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", [" + text + "]", e);
      }
    }
    assertThat(parsed).as("selectors among the texts, seed %d", seed).isPositive();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int words = random.nextInt(12); words >= 0; words--) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
      if (random.nextInt(5) > 0) {
        text.append(' ');
      }
    }
    if (random.nextInt(10) == 0) {
      text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(Character.MAX_VALUE));
    }
    return text.toString();
  }
}
