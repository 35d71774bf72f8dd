package org.rowmq.ra.engine;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowmq.ra.AdapterConfiguration;
import org.rowmq.ra.AdapterSetting;

/** Takes out of texts what nobody is to read: configured passwords, and those in URLs. */
final class Secrets {
  static final String HIDDEN = "***";

  private static final int LONG = 6;
  private static final Pattern IN_URL =
      Pattern.compile("(?i)((?:password|pwd)=|//[^/@:\\s]*:)[^&;@\\s]*");

  private final List<Pattern> configured;

  /** Hides these wherever they stand. */
  Secrets(List<String> configured) {
    this.configured =
        configured.stream().filter(secret -> !secret.isEmpty()).map(Secrets::pattern).toList();
  }

  static Secrets of(AdapterConfiguration configuration) {
    return new Secrets(
        Arrays.stream(AdapterSetting.values())
            .filter(each -> each.type() == AdapterSetting.Type.SECRET && configuration.has(each))
            .map(configuration::text)
            .toList());
  }

  /** A short one, such as sa, as a word only: it is a part of too many others. */
  private static Pattern pattern(String secret) {
    String quoted = Pattern.quote(secret);
    return Pattern.compile(secret.length() >= LONG ? quoted : "(?<!\\w)" + quoted + "(?!\\w)");
  }

  /** The text with {@code ***} in place of each. */
  String hide(String text) {
    String hidden = hideInUrls(text);
    for (Pattern secret : configured) {
      hidden = secret.matcher(hidden).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }
    return hidden;
  }

  /** A text with URLs of databases. */
  static String hideInUrls(String text) {
    return IN_URL.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
  }
}
