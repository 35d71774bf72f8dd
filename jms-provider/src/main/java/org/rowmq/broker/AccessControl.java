package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.rowmq.DestinationRight;
import org.rowmq.store.AccessStore;
import org.rowmq.store.AccessStore.ClientUserRow;
import org.rowmq.store.AccessStore.PermissionRow;
import org.rowmq.store.StoreException;

/**
 * Who may do what with which destination. Users and permissions are read from their tables at most
 * every two seconds, so a change made on another node takes effect then, and at once on this one.
 * While the database is away the last known ones hold. Thread-safe.
 */
public final class AccessControl {
  private static final Logger LOG = System.getLogger(AccessControl.class.getName());
  private static final long KNOWN_NANOS = Duration.ofSeconds(2).toNanos();
  private static final String EVERYONE = "*";

  private final AccessStore store;
  private final boolean enforced;
  private volatile Known known;

  private record Rule(String user, Pattern destination, PermissionRow row) {}

  private record Known(long at, Map<String, ClientUserRow> users, List<Rule> rules) {}

  AccessControl(AccessStore store, boolean enforced) {
    this.store = store;
    this.enforced = enforced;
  }

  /** Whether anything is refused at all. */
  public boolean enforced() {
    return enforced;
  }

  /**
   * Whether a user may do this.
   *
   * @param user null for somebody who gave no name, who has no rights where they are enforced
   */
  public boolean allows(String user, DestinationRight right, String destination) {
    if (!enforced) {
      return true;
    }
    if (user == null) {
      return false;
    }
    for (Rule rule : known().rules()) {
      if ((rule.user().equals(EVERYONE) || rule.user().equals(user))
          && rule.row().rights().contains(right)
          && rule.destination().matcher(destination).matches()) {
        return true;
      }
    }
    return false;
  }

  /** The user's row, or null. */
  public ClientUserRow user(String name) {
    return known().users().get(name);
  }

  /** Something was changed on this node. */
  public void changed() {
    known = null;
  }

  private Known known() {
    Known present = known;
    if (present != null && System.nanoTime() - present.at() < KNOWN_NANOS) {
      return present;
    }
    try {
      Known read =
          new Known(
              System.nanoTime(),
              store.clientUsers().stream()
                  .collect(Collectors.toMap(ClientUserRow::name, Function.identity())),
              store.permissions().stream().map(AccessControl::rule).toList());
      known = read;
      return read;
    } catch (StoreException e) {
      if (present == null) {
        throw e;
      }
      LOG.log(Level.DEBUG, "Permissions cannot be read now: {0}", e.getMessage());
      return present;
    }
  }

  private static Rule rule(PermissionRow row) {
    StringBuilder pattern = new StringBuilder();
    for (String part : row.destination().split("((?<=\\*)|(?=\\*))")) {
      pattern.append(part.equals("*") ? ".*" : Pattern.quote(part));
    }
    return new Rule(row.user(), Pattern.compile(pattern.toString(), Pattern.DOTALL), row);
  }
}
