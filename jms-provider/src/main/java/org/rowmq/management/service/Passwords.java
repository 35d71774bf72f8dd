package org.rowmq.management.service;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes of passwords: PBKDF2 with a salt of its own for each, and the number of iterations kept
 * beside it, so that it can rise later without making the old ones worthless.
 */
final class Passwords {
  private static final String SCHEME = "pbkdf2-sha512";

  /** The same of a password that was made up, and is to be changed by who signs in with it. */
  private static final String ONE_TIME = SCHEME + "-one-time";

  private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
  private static final int ITERATIONS = 220_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final int PARTS = 4;

  /** Without the letters and digits that look alike. */
  private static final String SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 5;
  private static final int GROUP_LENGTH = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What the password of a user who does not exist is compared with: it takes as long. */
  private static final String NOBODY = hash(new char[] {'-'});

  private Passwords() {}

  /** The text to store. */
  static String hash(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return String.join(
        "$",
        SCHEME,
        Integer.toString(ITERATIONS),
        base64.encodeToString(salt),
        base64.encodeToString(derive(password, salt, ITERATIONS)));
  }

  /** The text to store of a password that its user has to change first of all. */
  static String hashOfOneTime(char[] password) {
    return ONE_TIME + hash(password).substring(SCHEME.length());
  }

  /** Whether a stored text is of a password that its user has to change first of all. */
  static boolean isOneTime(String stored) {
    return stored.startsWith(ONE_TIME + "$");
  }

  /** Whether the password is that of the stored text; null stands for a user who does not exist. */
  static boolean verify(char[] password, String stored) {
    String[] parts = (stored == null ? NOBODY : stored).split("\\$", -1);
    boolean known = parts[0].equals(SCHEME) || parts[0].equals(ONE_TIME);
    if (parts.length != PARTS || !known) {
      throw new IllegalStateException("A stored password is not of the form " + SCHEME);
    }
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] derived = derive(password, base64.decode(parts[2]), Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(derived, base64.decode(parts[3])) && stored != null;
  }

  /** A password nobody has to remember for long: about 99 bits. */
  static String random() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      if (i > 0 && i % GROUP_LENGTH == 0) {
        password.append('-');
      }
      password.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
    }
    return password.toString();
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no " + ALGORITHM, e);
    } finally {
      spec.clearPassword();
    }
  }
}
