package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowmq.selector.SelectorTestSupport.matches;
import static org.rowmq.selector.SelectorTestSupport.parsed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

@Section("3.8.1.1")
class SelectorSyntaxTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\n"})
  void noTextIsNoSelector(String text) throws SelectorSyntaxException {
    assertThat(Selector.parse(text)).isSameAs(Selector.NONE);
    assertThat(Selector.NONE.isNone()).isTrue();
    assertThat(Selector.NONE.matches(name -> null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // incomplete or misplaced
        "=",
        "a =",
        "= 1",
        "a = = 1",
        "a AND",
        "AND a",
        "a OR OR b",
        "NOT",
        "a NOT",
        "a NOT = 1",
        "a b",
        "a = 1 b",
        "(",
        ")",
        "()",
        "(a",
        "a)",
        "((a)",
        "a = (1",
        "a,b",
        "a = 1 = 1",
        "a < b < c",
        "=TEST 'test'",
        // conditions where none can be, and the reverse
        "1",
        "'a'",
        "1 + 1",
        "-a",
        "a AND 1",
        "'x' OR a",
        "NOT 1",
        "NOT 'a'",
        "(1) AND a",
        "TRUE + 1 = 2",
        "(a = 1) + 1 = 2",
        "-'a' = 1",
        "'a' + 1 = 2",
        "1 * TRUE = 1",
        "-TRUE = 1",
        // order of what has none
        "'a' < 'b'",
        "a < 'b'",
        "'a' >= b",
        "a > TRUE",
        "FALSE <= a",
        "(a = 1) > b",
        // BETWEEN
        "a BETWEEN",
        "a BETWEEN 1",
        "a BETWEEN 1 AND",
        "a BETWEEN 1 OR 2",
        "a BETWEEN 'x' AND 'y'",
        "'a' BETWEEN 1 AND 2",
        "TRUE BETWEEN 1 AND 2",
        "a BETWEEN AND 2",
        // IN
        "a IN",
        "a IN ()",
        "a IN 'x'",
        "a IN ('x'",
        "a IN ('x',)",
        "a IN (,'x')",
        "a IN (1)",
        "a IN (b)",
        "a IN (NULL)",
        "'a' IN ('a')",
        "1 IN ('a')",
        "a + 1 IN ('a')",
        "a IN ('x' 'y')",
        "a NOT IN",
        // LIKE
        "a LIKE",
        "a LIKE 1",
        "a LIKE b",
        "'a' LIKE 'a'",
        "1 LIKE '1'",
        "a LIKE 'x' ESCAPE",
        "a LIKE 'x' ESCAPE ''",
        "a LIKE 'x' ESCAPE 'ab'",
        "a LIKE 'x' ESCAPE 1",
        "a LIKE 'x!' ESCAPE '!'",
        "a ESCAPE 'x'",
        // NULL
        "NULL",
        "a = NULL",
        "a IS",
        "a IS NOT",
        "a IS TRUE",
        "a IS 1",
        "'a' IS NULL",
        "1 IS NULL",
        "(a = 1) IS NULL",
        // words of the language are no identifiers
        "not = 1",
        "Between = 1",
        "like = 'x'",
        "escape = 1",
        "is = 1",
        "in = 1",
        "null = 1",
        "true.x = 1",
        // header fields that selectors may not use
        "JMSDestination = 'q'",
        "JMSReplyTo IS NULL",
        "JMSRedelivered = TRUE",
        "JMSExpiration = 0",
        "JMSDeliveryTime > 0",
        "JMSFoo = 1",
        "JMS = 1",
        // characters that are not of the language
        "a == 1",
        "a != 1",
        "a ! b",
        "a = \"x\"",
        "a.b = 1",
        "a % 2 = 1",
        "a & b",
        "a || b",
        "a ^ 1 = 1",
        "a ; b",
        "a = 'x",
        "a = ''' ",
        "[a] = 1",
        "a = ?",
        ":a = 1",
        "#",
        "@a = 1",
        "a = 1 \u00A0"
      })
  void whatIsNoSelectorIsRefused(String text) {
    assertThatThrownBy(() -> Selector.parse(text)).isInstanceOf(SelectorSyntaxException.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "a =|4|expected an identifier, a literal or '(' but found the end",
        "price > 10 AND|15|but found the end",
        "a = 1 b|7|expected the end, AND or OR but found 'b'",
        "a IN ('x', 1)|12|expected a string literal in the list of IN but found '1'",
        "a < 'x'|5|'<' is for numbers and not for a string",
        "a = \"\"x\"\"|5|single quotes",
        "a = 'x|5|does not end",
        "JMSReplyTo IS NULL|1|'JMSReplyTo' is not a header field that a selector may use",
        "a = 09|5|'09' is not a number",
        "x AND a.b|8|unexpected character '.'",
        "a LIKE 'x!' ESCAPE '!'|8|ends with its escape character"
      })
  void errorsSayWhereAndWhat(String text, int column, String problem) {
    SelectorSyntaxException error =
        catchThrowableOfType(SelectorSyntaxException.class, () -> Selector.parse(text));
    assertThat(error)
        .hasMessageContaining(problem)
        .hasMessageContaining("at column ")
        .hasMessageContaining(text);
    assertThat(error.column()).isEqualTo(column);
  }

  @Test
  void keywordsAreCaseInsensitiveAndIdentifiersAreNot() {
    assertThat(matches("nOt (a iN ('x') oR b Is nUlL) aNd tRuE", "a", "y", "b", 1)).isTrue();
    assertThat(matches("a between 1 and 2", "a", 1)).isTrue();
    assertThat(matches("a like 'x' escape '!'", "a", "x")).isTrue();
    assertThat(matches("Name = 'x'", "name", "x")).isFalse();
    assertThat(matches("Name = 'x'", "Name", "x")).isTrue();
  }

  @Test
  void identifiersAreJavaIdentifiers() {
    assertThat(
            matches("_a = 1 AND $b = 2 AND \u00E4\u00F6 = 3", "_a", 1, "$b", 2, "\u00E4\u00F6", 3))
        .isTrue();
    assertThat(
            matches(
                "nothing = 1 AND android = 2 AND inn = 3", "nothing", 1, "android", 2, "inn", 3))
        .isTrue();
    assertThat(matches("\uD835\uDC00 = 1", "\uD835\uDC00", 1)).isTrue();
  }

  @Test
  void headerFieldsAndReservedPrefixesAreIdentifiers() {
    assertThat(
            matches(
                "JMSDeliveryMode = 'PERSISTENT' AND JMSPriority > 3 AND JMSMessageID LIKE 'ID:%' AND JMSTimestamp > 0"
                    + " AND JMSCorrelationID IS NULL AND JMSType = 't' AND JMSXGroupID = 'g' AND JMS_RowMQ_x = 1",
                "JMSDeliveryMode",
                "PERSISTENT",
                "JMSPriority",
                4,
                "JMSMessageID",
                "ID:1",
                "JMSTimestamp",
                1L,
                "JMSType",
                "t",
                "JMSXGroupID",
                "g",
                "JMS_RowMQ_x",
                1))
        .isTrue();
  }

  @Test
  void notBindsCloserThanAndWhichBindsCloserThanOr() {
    assertThat(matches("TRUE OR TRUE AND FALSE")).isTrue();
    assertThat(matches("(TRUE OR TRUE) AND FALSE")).isFalse();
    assertThat(matches("NOT FALSE AND FALSE")).isFalse();
    assertThat(matches("NOT (FALSE AND FALSE)")).isTrue();
    assertThat(matches("NOT a = 1", "a", 2)).isTrue();
    assertThat(matches("NOT NOT a = 1", "a", 1)).isTrue();
    assertThat(matches("a = 1 OR NOT a BETWEEN 0 AND 5 AND FALSE", "a", 1)).isTrue();
  }

  @Test
  void whiteSpaceIsOptionalWhereNothingIsAmbiguous() {
    assertThat(matches("NOT(a='x')AND(b>2)OR\ta='x'", "a", "x", "b", 3)).isTrue();
  }

  @Test
  void veryLongChainsWork() {
    String and = "a = 1" + " AND a = 1".repeat(10_000);
    String or = "a = 2" + " OR a = 2".repeat(10_000) + " OR a = 1";
    String sum = "a" + " + a".repeat(9_999) + " = 10000";
    String product = "a" + " * a".repeat(10_000) + " = 1";
    assertThat(matches(and, "a", 1)).isTrue();
    assertThat(matches(or, "a", 1)).isTrue();
    assertThat(matches(sum, "a", 1)).isTrue();
    assertThat(matches(product, "a", 1)).isTrue();
  }

  @Test
  void nestingIsRefusedBeforeItOverflowsTheStack() {
    String deep = "(".repeat(Selector.MAX_DEPTH) + "TRUE" + ")".repeat(Selector.MAX_DEPTH);
    assertThat(matches(deep)).isTrue();
    for (String opening : new String[] {"(", "NOT ", "-", "+(", "NOT ("}) {
      assertThatThrownBy(() -> Selector.parse(opening.repeat(100_000) + "a"))
          .isInstanceOf(SelectorSyntaxException.class)
          .hasMessageContaining("levels");
    }
  }

  @Test
  void selectorsAreEqualWhenTheirTextsAre() {
    assertThat(parsed("a = 1")).isEqualTo(parsed("a = 1")).hasSameHashCodeAs(parsed("a = 1"));
    assertThat(parsed("a = 1")).isNotEqualTo(parsed("a  = 1"));
    assertThat(parsed("a = 1")).hasToString("a = 1");
    assertThat(parsed("a = 1").text()).isEqualTo("a = 1");
  }
}
