package org.rowmq.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection factory's settings on their way through a directory or a stream, where anybody may
 * read them: without the database's password. Where the factory is made again the password is taken
 * from the system property {@code rowmq.password} or the variable {@code ROWMQ_PASSWORD}.
 */
final class PortableSettings {
  private static final String PASSWORD = "password";
  private static final String URL = "jdbcUrl";
  private static final String OMITTED = "passwordOmitted";
  private static final Pattern IN_URL = Pattern.compile("(?i)[;?&]password=[^;&]*");

  private PortableSettings() {}

  static Map<String, String> withoutSecrets(Map<String, String> settings) {
    Map<String, String> portable = new LinkedHashMap<>(settings);
    boolean omitted = portable.remove(PASSWORD) != null;
    String url = portable.get(URL);
    if (url != null) {
      Matcher matcher = IN_URL.matcher(url);
      if (matcher.find()) {
        omitted = true;
        // a question mark introduces the parameters that may follow
        portable.put(
            URL,
            matcher
                .replaceAll(found -> found.group().startsWith("?") ? "?" : "")
                .replace("?&", "?"));
      }
    }
    if (omitted) {
      portable.put(OMITTED, "true");
    }
    return portable;
  }

  static Map<String, String> withSecrets(Map<String, String> portable) {
    Map<String, String> settings = new LinkedHashMap<>(portable);
    if (settings.remove(OMITTED) != null) {
      String password = System.getProperty("rowmq." + PASSWORD, System.getenv("ROWMQ_PASSWORD"));
      if (password != null) {
        settings.put(PASSWORD, password);
      }
    }
    return settings;
  }
}
