package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptedPasswordsTest {
  private static final char[] RIGHT = "correct horse battery".toCharArray();

  private final AcceptedPasswords accepted = new AcceptedPasswords();

  @Test
  void nothingIsAcceptedThatWasNotAdded() {
    assertThat(accepted.contains("una", RIGHT, "hash")).isFalse();
    assertThat(accepted.contains("una", RIGHT, null)).isFalse();
  }

  @Test
  void whatWasRightIsSoForItsUserAndItsStoredHashOnly() {
    accepted.add("una", RIGHT, "hash");

    assertThat(accepted.contains("una", RIGHT.clone(), "hash")).isTrue();
    assertThat(accepted.contains("una", "correct horse batterz".toCharArray(), "hash")).isFalse();
    assertThat(accepted.contains("una", new char[0], "hash")).isFalse();
    assertThat(accepted.contains("udo", RIGHT, "hash")).isFalse();
    assertThat(accepted.contains("una", RIGHT, "hash of another password")).isFalse();
    assertThat(accepted.contains("una", RIGHT, null)).isFalse();
  }
}
