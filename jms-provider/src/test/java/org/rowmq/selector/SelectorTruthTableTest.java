package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.selector.SelectorTestSupport.matches;
import static org.rowmq.selector.SelectorTestSupport.truth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowmq.conformance.Section;

/** Specification tables 3-4 to 3-6, and where unknown comes from. */
@Section({"3.8.1.2"})
class SelectorTruthTableTest {

  private static final Object[] T_F_AND_NO_U = {"T", true, "F", false};

  @ParameterizedTest
  @CsvSource({
    "T,T,true",
    "T,F,false",
    "T,U,",
    "F,T,false",
    "F,F,false",
    "F,U,false",
    "U,T,",
    "U,F,false",
    "U,U,"
  })
  void andFollowsItsTable(String left, String right, Boolean expected) {
    assertThat(truth(left + " AND " + right, T_F_AND_NO_U)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "T,T,true",
    "T,F,true",
    "T,U,true",
    "F,T,true",
    "F,F,false",
    "F,U,",
    "U,T,true",
    "U,F,",
    "U,U,"
  })
  void orFollowsItsTable(String left, String right, Boolean expected) {
    assertThat(truth(left + " OR " + right, T_F_AND_NO_U)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"T,false", "F,true", "U,"})
  void notFollowsItsTable(String operand, Boolean expected) {
    assertThat(truth("NOT " + operand, T_F_AND_NO_U)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"=", "<>", "<", "<=", ">", ">="})
  void comparingWithNullIsUnknown(String operator) {
    assertThat(truth("absent " + operator + " 1")).isNull();
    assertThat(truth("1 " + operator + " absent")).isNull();
    assertThat(truth("absent " + operator + " absent")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "absent BETWEEN 1 AND 2",
    "absent NOT BETWEEN 1 AND 2",
    "absent IN ('a')",
    "absent NOT IN ('a')",
    "absent LIKE '%'",
    "absent NOT LIKE '%'",
    "absent + 1 = 2",
    "-absent = 1",
    "absent * 0 = 0"
  })
  void everyOperatorOnNullIsUnknown(String condition) {
    assertThat(truth(condition)).isNull();
  }

  @Test
  void betweenCanBeDecidedByOneOfItsLimits() {
    assertThat(truth("1 BETWEEN 2 AND absent")).isFalse();
    assertThat(truth("1 NOT BETWEEN 2 AND absent")).isTrue();
    assertThat(truth("3 BETWEEN 2 AND absent")).isNull();
  }

  @Test
  void isNullIsNeverUnknown() {
    assertThat(truth("absent IS NULL")).isTrue();
    assertThat(truth("absent IS NOT NULL")).isFalse();
    assertThat(truth("p IS NULL", "p", "x")).isFalse();
    assertThat(truth("p IS NOT NULL", "p", "x")).isTrue();
  }

  @Test
  void onlyTrueMatches() {
    assertThat(matches("TRUE")).isTrue();
    assertThat(matches("FALSE")).isFalse();
    assertThat(matches("absent")).isFalse();
  }

  @Test
  void anythingButABooleanIsUnknownAsACondition() {
    assertThat(truth("p", "p", "true")).isNull();
    assertThat(truth("p", "p", 1)).isNull();
    assertThat(truth("p OR TRUE", "p", 1)).isTrue();
  }
}
