package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import org.junit.jupiter.api.Test;

class ActivationNamesTest {

  @MessageDriven(
      activationConfig = {
        @ActivationConfigProperty(propertyName = "destination", propertyValue = "orders"),
        @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
        @ActivationConfigProperty(propertyName = "MaxPoolSize", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "DLQMaxResent", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "maxSesion", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "colour", propertyValue = "blue")
      })
  private static class Bean {}

  private static final class Proxied extends Bean {}

  @Test
  void aMisspelledPropertyIsReportedWithTheNearestNameAndKnownOnesAreNot() {
    assertThat(ActivationNames.problems(Proxied.class))
        .containsExactly(
            "activation property maxSesion is not known and has no effect, did you mean"
                + " maxSession?",
            "activation property colour is not known and has no effect");
  }

  @Test
  void aClassWithoutTheAnnotationHasNoProblems() {
    assertThat(ActivationNames.problems(String.class)).isEmpty();
  }
}
