package org.rowmq.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Java's literal syntax (JLS 3.10.1 and 3.10.2). */
@Section("3.8.1.1")
class SelectorNumberLiteralTest {

  static Stream<Arguments> literals() {
    return Stream.of(
        Arguments.of("0", 0),
        Arguments.of("57", 57),
        Arguments.of("57L", 57L),
        Arguments.of("57l", 57L),
        Arguments.of("1_000", 1000),
        Arguments.of("1__0", 10),
        Arguments.of("2147483647", Integer.MAX_VALUE),
        Arguments.of("2147483648", 2147483648L),
        Arguments.of("9223372036854775807", Long.MAX_VALUE),
        Arguments.of("0x1F", 31),
        Arguments.of("0X1fL", 31L),
        Arguments.of("0x1_f", 31),
        Arguments.of("0xFFFFFFFF", -1),
        Arguments.of("0xFFFFFFFFL", 0xFFFFFFFFL),
        Arguments.of("0x1FFFFFFFF", 0x1FFFFFFFFL),
        Arguments.of("0xFFFFFFFFFFFFFFFF", -1L),
        Arguments.of("017", 15),
        Arguments.of("0_17", 15),
        Arguments.of("00", 0),
        Arguments.of("0b101", 5),
        Arguments.of("0B1_01L", 5L),
        Arguments.of("7.", 7.),
        Arguments.of("7.5", 7.5),
        Arguments.of(".5", .5),
        Arguments.of("7E3", 7E3),
        Arguments.of("7e-3", 7e-3),
        Arguments.of("7.e+3", 7e3),
        Arguments.of(".5e1", 5.),
        Arguments.of("1_0.0_1", 10.01),
        Arguments.of("7d", 7d),
        Arguments.of("7D", 7d),
        Arguments.of("7f", 7f),
        Arguments.of("7.25F", 7.25f),
        Arguments.of("1e3f", 1000f),
        Arguments.of("09.5", 9.5),
        Arguments.of("09f", 9f),
        Arguments.of("0e0", 0.),
        Arguments.of("0.0", 0.),
        Arguments.of("0x1.8p1", 3.),
        Arguments.of("0x.8p1f", 1f),
        Arguments.of("0x1p-2d", .25),
        Arguments.of("1.7976931348623157E308", Double.MAX_VALUE),
        Arguments.of("4.9e-324", Double.MIN_VALUE));
  }

  @ParameterizedTest
  @MethodSource("literals")
  void numbersAreReadAsJavaReadsThem(String text, Number expected) throws SelectorSyntaxException {
    assertThat(new Lexer(text).next().value()).isEqualTo(expected);
    assertThat(new Lexer(text).next().type()).isEqualTo(Token.Type.NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1_",
        "0x",
        "0x_1",
        "0x1_",
        "0b2",
        "0b",
        "08",
        "019",
        "1abc",
        "1e",
        "1e+",
        "1.5L",
        "1_.5",
        "1._5",
        "1.5.5",
        "0x1.8",
        "0x1.p",
        "9223372036854775808",
        "-(9223372036854775808)",
        "9223372036854775808 - 1",
        "99999999999999999999",
        "0x10000000000000000",
        "1e400",
        "1e39f",
        "1e-400",
        "1e-50f",
        "0b1L2",
        "1F2",
        "5x",
        "0x1.0p9999"
      })
  void otherNumbersAreRefused(String text) {
    assertThatThrownBy(() -> Selector.parse("a = " + text))
        .isInstanceOf(SelectorSyntaxException.class);
  }
}
