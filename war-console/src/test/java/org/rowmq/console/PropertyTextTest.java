package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyTextTest {

  @Test
  void aLineIsAStringUnlessATypeIsInFront() {
    assertThat(
            PropertyText.parse(
                """
                tenant = eu
                int attempt=3

                boolean urgent = true
                double rate = 1.5
                note = a = b
                empty =
                """))
        .containsExactly(
            entry("tenant", "eu"),
            entry("attempt", 3),
            entry("urgent", true),
            entry("rate", 1.5),
            entry("note", "a = b"),
            entry("empty", ""));
  }

  @Test
  void nothingIsNoProperties() {
    assertThat(PropertyText.parse(null)).isEmpty();
    assertThat(PropertyText.parse(" \n ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "= 1",
        "int a = b",
        "byte b = 300",
        "char c = x",
        "a b c = 1",
        "boolean b = yes"
      })
  void whatIsWrongIsSaidWithTheLine(String line) {
    assertThatThrownBy(() -> PropertyText.parse("fine = 1\n" + line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Line 2: ");
  }

  @Test
  void aNameIsGivenOnce() {
    assertThatThrownBy(() -> PropertyText.parse("a = 1\nint a = 2"))
        .hasMessage("Line 2: a is given twice.");
  }
}
