package org.rowmq.console.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tokens of several destinations by name, as one hidden field of a dialog. */
final class Tokens {
  private Tokens() {}

  /** A blank stands in no encoded name and in no token. */
  static String write(Map<String, String> tokens) {
    List<String> words = new ArrayList<>();
    tokens.forEach((name, token) -> words.add(Faces.encode(name) + " " + token));
    return String.join(" ", words);
  }

  static Map<String, String> read(String tokens) {
    Map<String, String> read = new LinkedHashMap<>();
    String[] words = tokens == null ? new String[0] : tokens.strip().split(" ");
    for (int i = 0; i + 1 < words.length; i += 2) {
      read.put(Faces.decode(words[i]), words[i + 1]);
    }
    return read;
  }
}
