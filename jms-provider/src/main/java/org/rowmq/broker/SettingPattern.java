package org.rowmq.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rowmq.DestinationKind;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * Destinations of one kind by their names, in which {@code *} stands for any characters. Its
 * settings are kept as those of a destination are, under an id that is negative and follows from
 * its text, with one row more, {@link #NAME}, that has the text. Immutable.
 *
 * @param kind of the destinations
 * @param text with one {@code *} or more
 * @param regex the same as a regular expression
 */
public record SettingPattern(DestinationKind kind, String text, Pattern regex) {
  /** Names the row that has the text. */
  public static final String NAME = "pattern";

  /** Where two say different things of a destination, the later one in this order wins. */
  static final Comparator<SettingPattern> LEAST_SPECIFIC_FIRST =
      Comparator.comparingInt(SettingPattern::literals).thenComparing(SettingPattern::text);

  private static final int LONGEST = 250;
  private static final String ANY = "*";
  private static final String SEPARATOR = "://";

  /**
   * A pattern.
   *
   * @throws IllegalArgumentException in words that continue "is", when it is none
   */
  public static SettingPattern of(DestinationKind kind, String text) {
    if (text == null || !text.contains(ANY)) {
      throw new IllegalArgumentException("not a pattern: it has no *");
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("longer than " + LONGEST + " characters");
    }
    if (!text.equals(text.strip())) {
      throw new IllegalArgumentException("with a space at its beginning or end");
    }
    StringBuilder regex = new StringBuilder();
    for (String part : text.split("((?<=\\*)|(?=\\*))")) {
      regex.append(part.equals(ANY) ? ".*" : Pattern.quote(part));
    }
    return new SettingPattern(kind, text, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  /** From its row; empty when it is of a version that writes others. */
  static Optional<SettingPattern> ofAddress(String address) {
    for (DestinationKind kind : DestinationKind.values()) {
      String prefix = kind.scheme() + SEPARATOR;
      if (address.startsWith(prefix)) {
        try {
          return Optional.of(of(kind, address.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** As it is in its row, for example {@code queue://orders.*}. */
  public String address() {
    return kind.scheme() + SEPARATOR + text;
  }

  /** Under which its settings are kept; the same for the same text on every node. */
  public long id() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(address().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong() | Long.MIN_VALUE;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether it is meant. */
  public boolean matches(DestinationRow destination) {
    return destination.kind() == kind && regex.matcher(destination.name()).matches();
  }

  /** The more of a name it says, the more specific it is. */
  private int literals() {
    return text.replace(ANY, "").length();
  }

  // a regular expression is equal to none but itself

  @Override
  public boolean equals(Object other) {
    return other instanceof SettingPattern pattern && pattern.address().equals(address());
  }

  @Override
  public int hashCode() {
    return address().hashCode();
  }
}
