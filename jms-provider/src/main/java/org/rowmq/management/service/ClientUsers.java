package org.rowmq.management.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.rowmq.broker.Broker;
import org.rowmq.store.AccessStore.ClientUserRow;

/**
 * Checks the credentials of messaging clients against their table. Hashing is slow on purpose and
 * applications connect often, so an accepted password is remembered as a salted digest in memory
 * for as long as its stored hash stays the same. Thread-safe.
 */
public final class ClientUsers {
  private static final int LONGEST_PASSWORD = 200;

  /** More at a time would let anybody use up the processor. */
  private static final int HASHES_AT_A_TIME = 2;

  private final Broker broker;
  private final byte[] salt = new byte[16];
  private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();
  private final Semaphore hashing = new Semaphore(HASHES_AT_A_TIME, true);

  private record Accepted(String storedHash, byte[] digest) {}

  public ClientUsers(Broker broker) {
    this.broker = broker;
    new SecureRandom().nextBytes(salt);
  }

  /**
   * Whether user and password, either of them null when not given, are those of an enabled user.
   */
  public boolean accepts(String user, String password) {
    if (user == null || password == null || password.length() > LONGEST_PASSWORD) {
      return false;
    }
    ClientUserRow row = broker.access().user(user);
    String hash = row != null && row.enabled() ? row.passwordHash() : null;
    byte[] digest = digest(user, password);
    Accepted before = accepted.get(user);
    if (before != null
        && before.storedHash().equals(hash)
        && MessageDigest.isEqual(before.digest(), digest)) {
      return true;
    }
    hashing.acquireUninterruptibly();
    boolean right;
    try {
      right = Passwords.verify(password.toCharArray(), hash);
    } finally {
      hashing.release();
    }
    if (right) {
      accepted.put(user, new Accepted(hash, digest));
    }
    return right;
  }

  private byte[] digest(String user, String password) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      digest.update(user.getBytes(UTF_8));
      digest.update((byte) 0);
      return digest.digest(password.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }
}
