package org.rowmq.ra;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values kept elsewhere: <code>${ENV=NAME}</code> is an environment variable, <code>${ALIAS=name}
 * </code> a password alias of Payara or GlassFish. These servers replace both in what they are told
 * themselves, not in our system properties and environment variables.
 */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(ENV|ALIAS)=([^}]+)}");
  private static final String VIEW = "org.glassfish.config.support.TranslatedConfigView";

  private Placeholders() {}

  /**
   * The text with its placeholders replaced.
   *
   * @throws IllegalArgumentException naming the one that has no value
   */
  static String replace(String text, Map<String, String> environment) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder replaced = new StringBuilder();
    while (matcher.find()) {
      String value =
          matcher.group(1).equals("ENV")
              ? environment.get(matcher.group(2))
              : alias(matcher.group());
      if (value == null) {
        throw new IllegalArgumentException(
            matcher.group()
                + " has no value: "
                + (matcher.group(1).equals("ENV")
                    ? "set this environment variable"
                    : "create this password alias (asadmin create-password-alias), or use ${ENV=..}"
                        + " where the server has no aliases"));
      }
      matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(replaced).toString();
  }

  /** By reflection: other servers have no such class. */
  private static String alias(String placeholder) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Object value =
          Class.forName(VIEW, true, loader)
              .getMethod("expandValue", String.class)
              .invoke(null, placeholder);
      return placeholder.equals(value) ? null : (String) value;
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException
        | ClassCastException e) {
      return null;
    }
  }
}
