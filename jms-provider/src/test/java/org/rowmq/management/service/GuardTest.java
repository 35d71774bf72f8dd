package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.StoreUnavailableException;

/** What a user of the console is told when the store refuses. */
class GuardTest {
  @Test
  void messagesThatWereConsumedMeanwhileAreAConflictAndNotAFailureOfTheStore() {
    assertThatThrownBy(
            () ->
                Guard.translating(
                    () -> {
                      throw new ClaimLostException("message row 7 is no longer this node's");
                    }))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("consumed, moved or deleted")
        .hasMessageNotContaining("row 7")
        .asInstanceOf(InstanceOfAssertFactories.type(ManagementException.class))
        .extracting(ManagementException::kind)
        .isEqualTo(Kind.CONFLICT);
  }

  @Test
  void aStoreThatCannotBeReachedIsUnavailable() {
    assertThatThrownBy(
            () ->
                Guard.translating(
                    () -> {
                      throw new StoreUnavailableException("gone", null);
                    }))
        .isInstanceOf(ManagementException.class)
        .hasMessage("gone")
        .asInstanceOf(InstanceOfAssertFactories.type(ManagementException.class))
        .extracting(ManagementException::kind)
        .isEqualTo(Kind.UNAVAILABLE);
  }
}
