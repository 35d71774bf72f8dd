package org.rowmq.store.jpa;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;

/**
 * Chunks of H2's file without live pages that are still on the file's own list of its chunks. When
 * H2 2.2 opens a file that was not closed properly it takes their space for free at once. If the
 * file is then closed before they are struck off the list, because they are younger than a second,
 * the file says that it is in order and names chunks that are not there; and the next to open it
 * refuses it, or goes back to an older version without a word. So they are struck off before it is
 * closed. Decisions 054 and 070.
 */
final class DeadChunks {
  private static final String CHUNK = "chunk.";
  private static final String NO_PAGES = ",livePages:0,";

  /** Some may go only when the version in which they died is not the newest any more. */
  private static final int MOST_VERSIONS = 5;

  private DeadChunks() {}

  /** Strikes those off the list that are on it now, and writes that to the file. */
  static void drop(MVStore store) {
    FileStore<?> file = store.getFileStore();
    int retention = file.getRetentionTime();
    file.setRetentionTime(0);
    try {
      Set<String> dead = listed(store);
      for (int i = 0; i < MOST_VERSIONS && !dead.isEmpty(); i++) {
        // that they are dead has to be on disk before something is written over them
        store.sync();
        store.executeFilestoreOperation(file::dropUnusedChunks);
        store.setStoreVersion(store.getStoreVersion());
        store.commit();
        dead.retainAll(listed(store));
      }
    } finally {
      file.setRetentionTime(retention);
    }
  }

  private static Set<String> listed(MVStore store) {
    Set<String> dead = new HashSet<>();
    for (Map.Entry<String, String> entry : store.getLayoutMap().entrySet()) {
      if (entry.getKey().startsWith(CHUNK) && entry.getValue().contains(NO_PAGES)) {
        dead.add(entry.getKey());
      }
    }
    return dead;
  }
}
