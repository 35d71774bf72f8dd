package org.rowmq.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.store.ConfigurationException;

/**
 * Who may connect through one connection factory. Immutable.
 *
 * @param users passwords by user name, hashed; empty when anybody may connect
 * @param anonymous whether calls without credentials are allowed; null when nothing was said
 * @param code decides instead of {@code users}, or null
 */
record Credentials(Map<String, PasswordHash> users, Boolean anonymous, Authenticator code)
    implements Authenticator {
  private static final String USERS = "users.";
  private static final String ANONYMOUS = "anonymousAllowed";

  /** Takes its own settings out of {@code settings}. */
  static Credentials takeFrom(Map<String, String> settings) {
    Map<String, PasswordHash> users = new TreeMap<>();
    for (Map.Entry<String, String> setting : new LinkedHashMap<>(settings).entrySet()) {
      if (setting.getKey().startsWith(USERS)) {
        settings.remove(setting.getKey());
        users.put(
            setting.getKey().substring(USERS.length()), PasswordHash.parse(setting.getValue()));
      }
    }
    return new Credentials(Map.copyOf(users), flag(settings.remove(ANONYMOUS)), null);
  }

  private static Boolean flag(String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    return switch (value.strip()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new ConfigurationException(
              "Setting " + ANONYMOUS + " is \"" + value + "\": use true or false");
    };
  }

  /** Adds these as settings; passwords only as hashes. */
  void addTo(Map<String, String> settings) {
    new TreeMap<>(users).forEach((user, hash) -> settings.put(USERS + user, hash.toString()));
    if (anonymous != null) {
      settings.put(ANONYMOUS, anonymous.toString());
    }
  }

  Credentials with(Authenticator newCode) {
    return new Credentials(users, anonymous, newCode);
  }

  @Override
  public boolean accepts(String user, String password) {
    if (user == null && anonymous != null) {
      return anonymous;
    }
    if (code != null) {
      return code.accepts(user, password);
    }
    if (users.isEmpty()) {
      // whoever can call this can reach the database anyway
      return true;
    }
    PasswordHash expected = user == null ? null : users.get(user);
    return expected != null && password != null && expected.matches(password);
  }
}
