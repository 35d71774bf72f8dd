package org.rowmq.management;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The nodes running in this JVM, for faces that live in another application of the same server.
 * Thread-safe.
 */
public final class ManagementRegistry {
  private static final Map<String, ManagementService> SERVICES = new ConcurrentHashMap<>();
  private static final List<String> PROBLEMS = new CopyOnWriteArrayList<>();

  private ManagementRegistry() {}

  /** Makes a node known; replaces an older one of the same name. */
  public static void register(ManagementService service) {
    SERVICES.put(service.nodeName(), service);
  }

  /** Forgets a node, unless another has taken its name meanwhile. */
  public static void unregister(ManagementService service) {
    SERVICES.remove(service.nodeName(), service);
  }

  /** The nodes of this JVM; empty while the adapter is not started or cannot reach its database. */
  public static List<ManagementService> services() {
    return List.copyOf(SERVICES.values());
  }

  /** Says, for the sign-in page, why there is no service; null takes it back. Never a secret. */
  public static void report(String problem) {
    PROBLEMS.clear();
    if (problem != null) {
      PROBLEMS.add(problem);
    }
  }

  /** Why there is no service, or an empty list. */
  public static List<String> problems() {
    return List.copyOf(PROBLEMS);
  }
}
