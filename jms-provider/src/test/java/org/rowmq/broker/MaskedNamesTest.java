package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"password", "dbPassword", "API_TOKEN", "clientSecret2", "Authorization", "$token"})
  void theStandardMasksWhatWasMaskedBeforeItCouldBeSet(String name) {
    assertThat(MaskedNames.of(MaskedNames.STANDARD).matches(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenant", "attempt", "pass", "tok_en", "JMSXGroupID"})
  void theStandardShowsTheRest(String name) {
    assertThat(MaskedNames.of(MaskedNames.STANDARD).matches(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "iban, customerIban, true",
    "iban, ibaN, true",
    "iban, iba_n, false",
    "api*key, API_PUBLIC_KEY, true",
    "api*key, apikey, true",
    "api*key, key_of_api, false",
    "a*a, a, false",
    "a*a, aba, true",
    "*ssn*, my_ssn_2, true",
    "größe, GRÖSSE, false",
    "größe, schuhGröße, true",
    "*, anything, true",
    "'', password, false"
  })
  void aWordIsLookedForInTheWholeName(String words, String name, boolean masked) {
    assertThat(MaskedNames.of(words).matches(name)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "' Password | token|TOKEN ', password|token",
    "'  ', ''",
    "'', ''",
    "iban, iban",
    "API*Key|$x_1, api*key|$x_1"
  })
  void aTextIsKeptWithoutWhatMakesNoDifference(String text, String kept) {
    assertThat(RuntimeSetting.MASKED_PROPERTIES.canonical(text)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pass(word)?",
        "(a+)+$",
        "a.b",
        "[a-z]",
        "two words",
        "a||b",
        "|a",
        "a|",
        "|",
        "a,b",
        "\\d",
        "<b>",
        "a\u0000",
        "x\u200b"
      })
  void whatIsNoWordIsRefusedWithWhatIsPossible(String text) {
    assertThatThrownBy(() -> RuntimeSetting.MASKED_PROPERTIES.canonical(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("words of letters, digits, _ and $ with | between them")
        .hasMessageContaining("not a regular expression");
  }

  @Test
  void aTextIsNoLongerThanItsFieldOnThePage() {
    assertThat(RuntimeSetting.MASKED_PROPERTIES.canonical("a".repeat(500))).hasSize(500);
    assertThatThrownBy(() -> RuntimeSetting.MASKED_PROPERTIES.canonical("a".repeat(501)))
        .hasMessageContaining("at most 500 characters");
  }

  @Test
  void noTextMakesTheComparisonWithALongNameSlow() {
    MaskedNames worst = MaskedNames.of("a*".repeat(249) + "b");
    String name = "a".repeat(100_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(worst.matches(name)).isFalse());
  }
}
