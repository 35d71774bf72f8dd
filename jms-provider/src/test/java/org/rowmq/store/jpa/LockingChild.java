package org.rowmq.store.jpa;

import java.nio.file.Path;
import org.rowmq.store.ConfigurationException;

/** Another process that wants a data directory. */
public final class LockingChild {
  static final int REFUSED = 3;

  private LockingChild() {}

  /** Ends with 0 if it could lock the directory that is named. */
  public static void main(String[] arguments) {
    try (DirectoryLock lock = DirectoryLock.acquire(Path.of(arguments[0]))) {
      System.out.println("locked " + lock);
    } catch (ConfigurationException e) {
      System.out.println(e.getMessage());
      System.exit(REFUSED);
    }
  }
}
