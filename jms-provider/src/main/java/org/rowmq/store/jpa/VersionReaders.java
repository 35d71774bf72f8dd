package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import org.h2.mvstore.MVStore;

/**
 * H2 2.2 counts who reads the newest version of its store. When it closes the database while a
 * statement runs, the thread that closes and the one that executes may both count the same reader
 * down; who reads next then turns for ever in {@code MVStore.registerVersionUsage}, holding what he
 * holds. In a store that is closed the number has no meaning any more, so it is made large: whoever
 * turns goes on, and learns that the database is closed.
 */
final class VersionReaders {
  private static final System.Logger LOG = System.getLogger(VersionReaders.class.getName());

  /** More than could be counted down. */
  private static final int MANY = 1 << 30;

  private VersionReaders() {}

  /**
   * @param closed a store that nobody may read or write any more
   */
  static void letGo(MVStore closed) {
    try {
      Object newest = accessible(MVStore.class, "currentTxCounter").get(closed);
      accessible(newest.getClass(), "counter").setInt(newest, MANY);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      LOG.log(Level.DEBUG, "this H2 counts the readers of a version in another way", e);
    }
  }

  private static Field accessible(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
