package org.rowmq.runtime;

import java.util.HashMap;
import java.util.Map;
import org.rowmq.client.ClientNode.Authenticator;

/** Nodes started by connection factories of this JVM: one for each set of settings. Thread-safe. */
public final class SharedRuntimes {
  private static final Map<RowmqConfig, Entry> ENTRIES = new HashMap<>();

  private static final class Entry {
    private final RowmqRuntime runtime;
    private int leases;

    private Entry(RowmqRuntime runtime) {
      this.runtime = runtime;
    }
  }

  private SharedRuntimes() {}

  /** The right to use a node until it is closed; the last one closed stops the node. */
  public static final class Lease implements AutoCloseable {
    private final RowmqConfig config;
    private final RowmqRuntime runtime;
    private boolean closed;

    private Lease(RowmqConfig config, RowmqRuntime runtime) {
      this.config = config;
      this.runtime = runtime;
    }

    public RowmqRuntime runtime() {
      return runtime;
    }

    @Override
    public void close() {
      synchronized (ENTRIES) {
        if (closed) {
          return;
        }
        closed = true;
        Entry entry = ENTRIES.get(config);
        entry.leases--;
        if (entry.leases == 0) {
          ENTRIES.remove(config);
          entry.runtime.close();
        }
      }
    }
  }

  /**
   * Starts the node for these settings, or joins the one that runs.
   *
   * @throws org.rowmq.store.StoreException when it cannot be started
   */
  public static Lease lease(RowmqConfig config) {
    synchronized (ENTRIES) {
      Entry entry = ENTRIES.get(config);
      if (entry == null) {
        entry = new Entry(RowmqRuntime.start(config, Authenticator.TRUST));
        ENTRIES.put(config, entry);
      }
      entry.leases++;
      return new Lease(config, entry.runtime);
    }
  }
}
