package org.rowmq.console.api;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;

/**
 * The order of a list of destinations, and where in it a part ends. By type and name, or by a
 * number and then by these; a part begins behind the place where the one before ended, whatever has
 * become of the numbers meanwhile.
 */
final class DestinationOrder implements Comparator<DestinationView> {
  private static final Map<String, ToDoubleFunction<DestinationView>> NUMBERS =
      new TreeMap<>(
          Map.of(
              "messages", DestinationView::messages,
              "ready", DestinationView::ready,
              "delivering", DestinationView::delivering,
              "scheduled", DestinationView::scheduled,
              "deadLetters", DestinationView::deadLetters,
              "consumers", DestinationView::consumers,
              "sentPerSecond", DestinationView::sentPerSecond,
              "arrivedPerSecond", DestinationView::arrivedPerSecond,
              "leftPerSecond", DestinationView::leftPerSecond));

  private final ToDoubleFunction<DestinationView> number;
  private final int direction;

  private DestinationOrder(ToDoubleFunction<DestinationView> number, int direction) {
    this.number = number;
    this.direction = direction;
  }

  /**
   * An order.
   *
   * @param sort {@code name} or a number such as {@code messages}, with a minus in front for the
   *     largest first; null for the name
   * @throws ManagementException saying what there is
   */
  static DestinationOrder of(String sort) {
    if (sort == null || sort.isEmpty()) {
      return new DestinationOrder(null, 1);
    }
    boolean down = sort.charAt(0) == '-';
    String field = down ? sort.substring(1) : sort;
    if (!field.equals("name") && !NUMBERS.containsKey(field)) {
      throw new ManagementException(
          Kind.INVALID,
          "There is no order \""
              + sort
              + "\": sort by name, or one of "
              + String.join(", ", NUMBERS.keySet())
              + ", with - in front for the largest first.",
          "sort",
          null);
    }
    return new DestinationOrder(NUMBERS.get(field), down ? -1 : 1);
  }

  private static String key(DestinationView d) {
    return d.kind().scheme() + "/" + d.name();
  }

  /** Where the list goes on behind this. */
  String place(DestinationView d) {
    return number == null ? key(d) : number.applyAsDouble(d) + " " + key(d);
  }

  /**
   * Whether it comes behind a place.
   *
   * @param place as {@link #place} said it
   * @throws ManagementException when it is one of another order
   */
  boolean isBehind(DestinationView d, String place) {
    if (number == null) {
      return direction * key(d).compareTo(place) > 0;
    }
    int blank = place.indexOf(' ');
    try {
      double value = Double.parseDouble(place.substring(0, Math.max(0, blank)));
      int compared = direction * Double.compare(number.applyAsDouble(d), value);
      return compared > 0 || (compared == 0 && key(d).compareTo(place.substring(blank + 1)) > 0);
    } catch (NumberFormatException e) {
      throw new ManagementException(
          Kind.INVALID, "This cursor belongs to a list in another order.", "cursor", e);
    }
  }

  @Override
  public int compare(DestinationView a, DestinationView b) {
    int compared =
        number == null
            ? direction * key(a).compareTo(key(b))
            : direction * Double.compare(number.applyAsDouble(a), number.applyAsDouble(b));
    return compared == 0 ? key(a).compareTo(key(b)) : compared;
  }
}
