package org.rowmq.ra;

import java.util.Collection;
import java.util.Locale;

/** The known name that somebody who wrote an unknown one probably meant. */
final class NearestName {
  private final String name;
  private final int distance;

  private NearestName(String name, int distance) {
    this.name = name;
    this.distance = distance;
  }

  static NearestName of(String unknown, Collection<String> known) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(unknown.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return new NearestName(nearest, least);
  }

  /** What to say about a value that is none of the choices: the likely one, and all of them. */
  static String choose(String value, Collection<String> choices) {
    NearestName nearest = of(value.trim(), choices);
    return (nearest.isLikely() ? "did you mean " + nearest.name() + "? Use" : "use")
        + " "
        + String.join(" or ", choices);
  }

  String name() {
    return name;
  }

  /** Near enough to be a slip of the fingers rather than another name. */
  boolean isLikely() {
    return name != null && distance <= Math.max(2, name.length() / 5);
  }

  /** Number of letters added, dropped or replaced; two swapped neighbours count as two. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
