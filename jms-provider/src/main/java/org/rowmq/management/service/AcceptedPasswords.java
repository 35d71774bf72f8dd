package org.rowmq.management.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passwords that were right, as salted digests in memory. Hashing is slow on purpose, and scripts
 * and applications prove who they are with each call; what was right stays so for as long as the
 * stored hash is the same. Nothing is remembered of a wrong password. Thread-safe.
 */
final class AcceptedPasswords {
  private static final int MANY = 10_000;

  private final byte[] salt = new byte[16];
  private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();

  private record Accepted(String storedHash, byte[] digest) {}

  AcceptedPasswords() {
    new SecureRandom().nextBytes(salt);
  }

  /**
   * Whether the password was right for this user and this stored hash.
   *
   * @param storedHash null for a user who does not exist or may not sign in
   */
  boolean contains(String user, char[] password, String storedHash) {
    Accepted before = accepted.get(user);
    return before != null
        && before.storedHash().equals(storedHash)
        && MessageDigest.isEqual(before.digest(), digest(user, password));
  }

  void add(String user, char[] password, String storedHash) {
    if (accepted.size() >= MANY) {
      accepted.clear();
    }
    accepted.put(user, new Accepted(storedHash, digest(user, password)));
  }

  private byte[] digest(String user, char[] password) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      digest.update(user.getBytes(UTF_8));
      digest.update((byte) 0);
      digest.update(UTF_8.encode(CharBuffer.wrap(password)));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }
}
