package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.management.DestinationView;

class DestinationsCsvTest {
  private static DestinationView queue(String name) {
    return new DestinationView(
        DestinationKind.QUEUE,
        name,
        false,
        false,
        true,
        false,
        1_234,
        5,
        6,
        7,
        8,
        9,
        0,
        0,
        0,
        0,
        0,
        10,
        1.5,
        2,
        0.25);
  }

  @Test
  void eachDestinationIsALineByNameAndNoneIsAFormulaWhateverTheLanguageOfTheServer() {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(DestinationsCsv.of(List.of(queue("b,\"c\""), queue("=1+1"))).split("\r\n"))
          .containsExactly(
              "type,name,delivery_paused,sending_paused,messages,ready,delivering,scheduled,"
                  + "dead_letters,consumers,subscriptions,sent_per_second,arrived_per_second,"
                  + "left_per_second,created",
              "queue,\"'=1+1\",true,false,1234,5,6,7,10,9,0,1.500,2.000,0.250,"
                  + "1970-01-01T00:00:00Z",
              "queue,\"b,\"\"c\"\"\",true,false,1234,5,6,7,10,9,0,1.500,2.000,0.250,"
                  + "1970-01-01T00:00:00Z");
    } finally {
      Locale.setDefault(usual);
    }
  }
}
