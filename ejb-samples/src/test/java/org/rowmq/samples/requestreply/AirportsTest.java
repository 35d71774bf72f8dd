package org.rowmq.samples.requestreply;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AirportsTest {

  @Test
  void distancesAgreeWithTheFlightDataAndUnknownAirportsAreUnknown() {
    Airports airports = new Airports();
    airports.read();

    assertThat(airports.miles("DTW", "LAS").getAsInt())
        .isCloseTo(1750, Percentage.withPercentage(1));
    assertThat(airports.miles("HNL", "SFO").getAsInt())
        .isCloseTo(2399, Percentage.withPercentage(1));
    assertThat(airports.miles("DTW", "???")).isEmpty();
  }
}
