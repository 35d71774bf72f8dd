package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.selector.SelectorTestSupport.matches;
import static org.rowmq.selector.SelectorTestSupport.truth;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

@Section("3.8.1.1")
class SelectorComparisonTest {

  private static final List<Object> ONES = List.of((byte) 1, (short) 1, 1, 1L, 1f, 1d);
  private static final List<Object> TWOS = List.of((byte) 2, (short) 2, 2, 2L, 2f, 2d);

  @Test
  void numbersOfAllTypesCompareWithEachOther() {
    for (Object one : ONES) {
      for (Object two : TWOS) {
        Object[] properties = {"one", one, "two", two, "same", one};
        assertThat(truth("one = two", properties)).as("%s = %s", one, two).isFalse();
        assertThat(truth("one <> two", properties)).isTrue();
        assertThat(truth("one < two", properties)).isTrue();
        assertThat(truth("one <= two", properties)).isTrue();
        assertThat(truth("one > two", properties)).isFalse();
        assertThat(truth("one >= two", properties)).isFalse();
        assertThat(truth("one = same AND one <= same AND one >= same", properties)).isTrue();
      }
    }
  }

  @Test
  void largeLongsAreComparedExactly() {
    assertThat(matches("a < b", "a", Long.MAX_VALUE - 1, "b", Long.MAX_VALUE)).isTrue();
    assertThat(matches("a = 9223372036854775807", "a", Long.MAX_VALUE)).isTrue();
    assertThat(matches("a = -9223372036854775808", "a", Long.MIN_VALUE)).isTrue();
  }

  @Test
  void floatsArePromotedAsInJava() {
    assertThat(matches("p = 0.1", "p", 0.1f)).isFalse();
    assertThat(matches("p = 0.1f", "p", 0.1f)).isTrue();
    assertThat(matches("p = 16777217f", "p", 16_777_217)).isTrue();
    assertThat(matches("p = q", "p", 16_777_217, "q", 16_777_216f)).isTrue();
  }

  @Test
  void notANumberIsUnequalToItself() {
    assertThat(truth("p = p", "p", Double.NaN)).isFalse();
    assertThat(truth("p <> p", "p", Float.NaN)).isTrue();
    assertThat(truth("p < 1 OR p >= 1", "p", Double.NaN)).isFalse();
  }

  @Test
  void stringsAreEqualWhenTheirCharactersAre() {
    assertThat(truth("p = 'a'", "p", "a")).isTrue();
    assertThat(truth("p = 'A'", "p", "a")).isFalse();
    assertThat(truth("p <> 'A'", "p", "a")).isTrue();
    assertThat(truth("p = 'a '", "p", "a")).isFalse();
    assertThat(truth("p = 'it''s'", "p", "it's")).isTrue();
    assertThat(truth("p = ''", "p", "")).isTrue();
  }

  @Test
  void booleansHaveEqualityOnly() {
    assertThat(truth("p = TRUE", "p", true)).isTrue();
    assertThat(truth("p <> TRUE", "p", true)).isFalse();
    assertThat(truth("p = q", "p", true, "q", false)).isFalse();
    assertThat(truth("p <> q", "p", true, "q", false)).isTrue();
    assertThat(truth("p < q", "p", false, "q", true)).isFalse();
    assertThat(truth("p <= q", "p", true, "q", true)).isFalse();
  }

  @Test
  void stringsHaveNoOrder() {
    assertThat(truth("p < q", "p", "a", "q", "b")).isFalse();
    assertThat(truth("p > q", "p", "b", "q", "a")).isFalse();
    assertThat(truth("p <= q", "p", "a", "q", "a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s = 2",
        "s <> 2",
        "s > 1",
        "s < 3",
        "b = 1",
        "b <> 1",
        "b = 'true'",
        "b <> 'true'",
        "n = '1'",
        "n <> '1'",
        "n = TRUE",
        "n <> TRUE",
        "s = TRUE",
        "s <> TRUE",
        "s BETWEEN 1 AND 3",
        "s NOT BETWEEN 1 AND 3",
        "'a' = 1",
        "n IN ('1')",
        "n LIKE '1'",
        "b LIKE '%'"
      })
  void unlikeTypesCompareFalse(String condition) {
    assertThat(truth(condition, "s", "2", "b", true, "n", 1)).isFalse();
  }

  @Test
  void theNegationsOfInAndLikeAreTrueForUnlikeTypes() {
    assertThat(truth("n NOT IN ('1')", "n", 1)).isTrue();
    assertThat(truth("n NOT LIKE '1'", "n", 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"14,false", "15,true", "17,true", "19,true", "20,false"})
  void betweenIncludesItsLimits(int age, boolean expected) {
    assertThat(truth("age BETWEEN 15 AND 19", "age", age)).isEqualTo(expected);
    assertThat(truth("age NOT BETWEEN 15 AND 19", "age", age)).isEqualTo(!expected);
    assertThat(truth("age >= 15 AND age <= 19", "age", age)).isEqualTo(expected);
  }

  @Test
  void betweenTakesCalculations() {
    assertThat(matches("a + 1 BETWEEN b * 2 AND (b + 1) * 2 AND c", "a", 5, "b", 3, "c", true))
        .isTrue();
  }

  @Test
  void inLooksForTheString() {
    assertThat(truth("c IN ('UK', 'US', 'France')", "c", "US")).isTrue();
    assertThat(truth("c IN ('UK', 'US', 'France')", "c", "Peru")).isFalse();
    assertThat(truth("c NOT IN ('UK', 'UK')", "c", "Peru")).isTrue();
    assertThat(truth("c NOT IN ('UK')", "c", "UK")).isFalse();
  }

  @Test
  void theResultOfAConditionCanBeComparedWithABoolean() {
    assertThat(truth("(a > 1) = TRUE", "a", 2)).isTrue();
    assertThat(truth("(a > 1) <> b", "a", 2, "b", false)).isTrue();
  }
}
