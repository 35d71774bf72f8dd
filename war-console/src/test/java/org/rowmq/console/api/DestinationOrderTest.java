package org.rowmq.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;

class DestinationOrderTest {
  private static DestinationView queue(String name, long messages) {
    return new DestinationView(
        DestinationKind.QUEUE,
        name,
        false,
        false,
        false,
        false,
        messages,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  private static final List<DestinationView> ALL =
      List.of(queue("c", 7), queue("a", 7), queue("d", 100), queue("b", 9));

  /** The names in parts of so many. */
  private static List<String> inParts(String sort, int size) {
    DestinationOrder order = DestinationOrder.of(sort);
    List<String> names = new ArrayList<>();
    String cursor = null;
    List<DestinationView> part;
    do {
      String place = cursor;
      part =
          ALL.stream()
              .filter(d -> place == null || order.isBehind(d, place))
              .sorted(order)
              .limit(size)
              .toList();
      part.forEach(d -> names.add(d.name()));
      cursor = part.isEmpty() ? null : order.place(part.get(part.size() - 1));
    } while (cursor != null);
    return names;
  }

  @Test
  void partsFollowEachOtherWithoutRepetitionInEachOrder() {
    for (int size = 1; size <= 5; size++) {
      assertThat(inParts(null, size)).containsExactly("a", "b", "c", "d");
      assertThat(inParts("-name", size)).containsExactly("d", "c", "b", "a");
      assertThat(inParts("messages", size)).containsExactly("a", "c", "b", "d");
      assertThat(inParts("-messages", size)).containsExactly("d", "b", "a", "c");
    }
  }

  @Test
  void whatIsNoOrderAndWhatIsNoPlaceInItIsSaid() {
    assertThatThrownBy(() -> DestinationOrder.of("colour"))
        .hasMessageContaining("\"colour\"")
        .hasMessageContaining("messages")
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.field()).isEqualTo("sort"));
    for (String cursor : List.of("queue/a", "", "x queue/a")) {
      assertThatThrownBy(() -> DestinationOrder.of("messages").isBehind(ALL.get(0), cursor))
          .hasMessageContaining("another order");
    }
  }
}
