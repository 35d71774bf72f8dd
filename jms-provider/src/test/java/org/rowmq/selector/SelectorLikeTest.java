package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.selector.SelectorTestSupport.matches;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowmq.conformance.Section;

@Section("3.8.1.1")
class SelectorLikeTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "12%3,123,true",
        "12%3,12993,true",
        "12%3,1234,false",
        "l_se,lose,true",
        "l_se,loose,false",
        "%,\"\",true",
        "\"\",\"\",true",
        "\"\",a,false",
        "_,\"\",false",
        "a%,a,true",
        "%a,ba,true",
        "%a%,bab,true",
        "a%b%c,abbbc,true",
        "a%b%c,acb,false",
        "%%%,x,true",
        "_%_,x,false",
        "_%_,xy,true",
        "a.c,abc,false",
        "a*,aaa,false",
        "(a),(a),true",
        "A%,abc,false",
        "%ab,aab,true",
        "%aab,aaab,true",
        "_b%d_,abcde,true"
      })
  void patternsMatchWholeValues(String pattern, String value, boolean expected) {
    assertThat(matches("p LIKE '" + pattern + "'", "p", value)).isEqualTo(expected);
    assertThat(matches("p NOT LIKE '" + pattern + "'", "p", value)).isEqualTo(!expected);
  }

  @Test
  void theEscapeCharacterTakesTheMeaningFromWildcards() {
    assertThat(matches("p LIKE '\\_%' ESCAPE '\\'", "p", "_foo")).isTrue();
    assertThat(matches("p LIKE '\\_%' ESCAPE '\\'", "p", "bar")).isFalse();
    assertThat(matches("p LIKE '100!%' ESCAPE '!'", "p", "100%")).isTrue();
    assertThat(matches("p LIKE '100!%' ESCAPE '!'", "p", "1000")).isFalse();
    assertThat(matches("p LIKE '!!' ESCAPE '!'", "p", "!")).isTrue();
    assertThat(matches("p LIKE '%%' ESCAPE '%'", "p", "%")).isTrue();
    assertThat(matches("p LIKE '''' ", "p", "'")).isTrue();
    assertThat(matches("p NOT LIKE '!_' ESCAPE '!'", "p", "x")).isTrue();
  }

  @Test
  void lineBreaksAreCharactersLikeAnyOther() {
    assertThat(matches("p LIKE 'a%b'", "p", "a\nx\r\nb")).isTrue();
    assertThat(matches("p LIKE 'a_b'", "p", "a\nb")).isTrue();
  }

  @Test
  void theUnderscoreStandsForOneCodePoint() {
    assertThat(matches("p LIKE '_'", "p", "\uD83D\uDE00")).isTrue();
    assertThat(matches("p LIKE '__'", "p", "\uD83D\uDE00")).isFalse();
    assertThat(matches("p LIKE '%_b'", "p", "\uD83D\uDE00b")).isTrue();
  }

  @Test
  void aPatternMadeToExplodeDoesNot() {
    String pattern = "%a".repeat(500) + "%b";
    String value = "a".repeat(20_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThat(matches("p LIKE '" + pattern + "'", "p", value)).isFalse());
  }
}
