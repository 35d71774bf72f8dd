package org.rowmq.client;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.rowmq.store.ConfigurationException;

/**
 * A password that can be checked but not read. Its text, {@code pbkdf2$iterations$salt$hash}, may
 * stand wherever the password itself may. Immutable.
 */
final class PasswordHash {
  private static final String MARK = "pbkdf2$";
  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
  private static final int ITERATIONS = 10_000;
  private static final int BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /** From the password itself, or from the text of a hash. */
  static PasswordHash parse(String text) {
    if (!text.startsWith(MARK)) {
      byte[] salt = new byte[16];
      RANDOM.nextBytes(salt);
      return new PasswordHash(ITERATIONS, salt, derive(text, salt, ITERATIONS));
    }
    String[] parts = text.substring(MARK.length()).split("\\$");
    try {
      return new PasswordHash(
          Integer.parseInt(parts[0]),
          Base64.getDecoder().decode(parts[1]),
          Base64.getDecoder().decode(parts[2]));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new ConfigurationException(
          "A password begins with " + MARK + " but is not of the form " + MARK + "n$salt$hash", e);
    }
  }

  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, BITS);
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new ConfigurationException("This JVM cannot hash passwords: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    Base64.Encoder base64 = Base64.getEncoder();
    return MARK
        + iterations
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
