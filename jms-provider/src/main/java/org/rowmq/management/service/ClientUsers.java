package org.rowmq.management.service;

import java.util.concurrent.Semaphore;
import org.rowmq.broker.Broker;
import org.rowmq.store.AccessStore.ClientUserRow;

/** Checks the credentials of messaging clients against their table. Thread-safe. */
public final class ClientUsers {
  private static final int LONGEST_PASSWORD = 200;

  /** More at a time would let anybody use up the processor. */
  private static final int HASHES_AT_A_TIME = 2;

  private final Broker broker;
  private final AcceptedPasswords accepted = new AcceptedPasswords();
  private final Semaphore hashing = new Semaphore(HASHES_AT_A_TIME, true);

  public ClientUsers(Broker broker) {
    this.broker = broker;
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
    char[] given = password.toCharArray();
    if (accepted.contains(user, given, hash)) {
      return true;
    }
    hashing.acquireUninterruptibly();
    boolean right;
    try {
      right = Passwords.verify(given, hash);
    } finally {
      hashing.release();
    }
    if (right) {
      accepted.add(user, given, hash);
    }
    return right;
  }
}
