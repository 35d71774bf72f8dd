package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.selector.SelectorTestSupport.matches;
import static org.rowmq.selector.SelectorTestSupport.truth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

@Section("3.8.1.1")
class SelectorArithmeticTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 2 * 3 = 7",
        "(1 + 2) * 3 = 9",
        "10 - 2 - 3 = 5",
        "100 / 10 / 5 = 2",
        "7 / 2 = 3",
        "7 / 2. = 3.5",
        "-7 / 2 = -3",
        "2 * -3 = -6",
        "- -3 = 3",
        "+3 = 3",
        "-(1 + 2) = -3",
        "1 - -1 = 2",
        "1 --1 = 2",
        "2147483647 + 1 = -2147483648",
        "2147483647L + 1 = 2147483648",
        "9223372036854775807 + 1 < 0",
        "1f / 3 = 1f / 3f",
        "1f / 3 <> 1d / 3",
        "0x10 + 010 + 0b10 = 26",
        "1 + 1 BETWEEN 2 AND 2",
        "1 / 0. > 1e308"
      })
  void calculatesAsJavaDoes(String condition) {
    assertThat(truth(condition)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1 / 0 = 1", "1 / 0 <> 1", "1L / 0 > 0", "n / zero = 1", "zero / zero = zero"})
  void integerDivisionByZeroIsUnknown(String condition) {
    assertThat(truth(condition, "n", 1, "zero", (short) 0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s + 1 = 3", "s * 1 > 0", "-s < 0", "+s = 2", "b - 1 = 0", "1 + s = 3"})
  void calculatingWithAnythingButNumbersIsUnknown(String condition) {
    assertThat(truth(condition, "s", "2", "b", true)).isNull();
  }

  @Test
  void smallTypesAreCalculatedAsInt() {
    assertThat(matches("b + b = 200", "b", (byte) 100)).isTrue();
    assertThat(matches("s * s = 1000000", "s", (short) 1000)).isTrue();
    assertThat(matches("-b = 128", "b", (byte) -128)).isTrue();
  }

  @Test
  void negativeZeroAndSignsOfAllTypes() {
    assertThat(matches("-p = -1.5", "p", 1.5f)).isTrue();
    assertThat(matches("-p = -1.5", "p", 1.5d)).isTrue();
    assertThat(matches("-p = -9", "p", 9L)).isTrue();
    assertThat(matches("1 / -0.0 < 0")).isTrue();
  }
}
