package org.rowmq.store.jpa;

import java.util.regex.Pattern;

/** JDBC URLs fit to be shown. */
final class Locations {
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/@?;]*@");

  private Locations() {}

  /** A URL without credentials and without parameters, where passwords may hide. */
  static String withoutSecrets(String url) {
    if (url == null) {
      return "";
    }
    int end = url.length();
    for (char separator : new char[] {'?', ';'}) {
      int at = url.indexOf(separator);
      if (at >= 0) {
        end = Math.min(end, at);
      }
    }
    return CREDENTIALS.matcher(url.substring(0, end)).replaceFirst("//");
  }
}
