package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.rowmq.broker.Broker;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.MatchCount;
import org.rowmq.management.Page;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.StoreException;

/** Writes and reads who did what. Holds no message bodies and no passwords. */
final class AuditTrail {
  static final String OK = "OK";
  static final String REFUSED = "REFUSED";
  static final String FAILED = "FAILED";
  static final String STARTED = "STARTED";
  static final String SIGN_IN = "sign-in";

  private static final Logger LOG = System.getLogger(AuditTrail.class.getName());
  private static final int LONGEST_TEXT = 250;
  private static final int LONGEST_ERROR = 900;
  private static final int BATCH = 200;
  private static final int MOST_BATCHES = 50;

  private final Broker broker;

  AuditTrail(Broker broker) {
    this.broker = broker;
  }

  /** What is written of one action. */
  record Entry(
      String action,
      String targetType,
      String target,
      long messages,
      Map<String, String> parameters,
      String outcome,
      String error) {

    Entry(
        String action,
        String targetType,
        String target,
        long messages,
        String outcome,
        String error) {
      this(action, targetType, target, messages, Map.of(), outcome, error);
    }
  }

  void write(Caller caller, Entry entry) {
    write(row(caller, entry));
  }

  /** Writes what has to be there before the action may begin. */
  void writeOrThrow(Caller caller, Entry entry) {
    broker.store().administration().audit(row(caller, entry));
  }

  /** What is to be stored together with the action itself. */
  AuditRow row(Caller caller, Entry entry) {
    return row(
        caller.name(),
        caller.role().name().toLowerCase(Locale.ROOT),
        caller.address(),
        caller.requestId(),
        entry);
  }

  /** An action of somebody who is not known (yet). */
  void write(String user, String role, String address, String requestId, Entry entry) {
    write(row(user, role, address, requestId, entry));
  }

  /** As above, of somebody who has not signed in. */
  AuditRow row(String user, String role, String address, String requestId, Entry entry) {
    return new AuditRow(
        broker.store().nextId(),
        broker.now(),
        cut(user, LONGEST_TEXT),
        role,
        cut(address, LONGEST_TEXT),
        entry.action(),
        entry.targetType(),
        cut(entry.target(), LONGEST_TEXT),
        entry.messages(),
        Parameters.json(entry.parameters()),
        entry.outcome(),
        cut(entry.error(), LONGEST_ERROR),
        requestId);
  }

  private void write(AuditRow row) {
    try {
      broker.store().administration().audit(row);
    } catch (StoreException e) {
      // The action itself is done or refused already, and saying otherwise would be worse.
      LOG.log(Level.ERROR, "The audit trail could not be written: " + row, e);
    }
  }

  /** Newest first, only rows that are wanted. */
  Page<AuditView> read(String cursor, int limit, Predicate<AuditRow> wanted) {
    long before = Cursors.auditId(cursor);
    List<AuditView> found = new ArrayList<>();
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      List<AuditRow> rows = broker.store().administration().audited(before, BATCH);
      for (AuditRow row : rows) {
        if (wanted.test(row)) {
          if (found.size() == limit) {
            return new Page<>(found, found.get(limit - 1).id());
          }
          found.add(view(row));
        }
      }
      if (rows.size() < BATCH) {
        return new Page<>(found, null);
      }
      before = rows.get(rows.size() - 1).id();
    }
    return new Page<>(found, Long.toString(before)); // far enough for one request
  }

  /** How many are wanted of as many as one request looks at. */
  MatchCount count(Predicate<AuditRow> wanted) {
    long found = 0;
    long before = Cursors.auditId(null);
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      List<AuditRow> rows = broker.store().administration().audited(before, BATCH);
      found += rows.stream().filter(wanted).count();
      if (rows.size() < BATCH) {
        return new MatchCount(found, false, false);
      }
      before = rows.get(rows.size() - 1).id();
    }
    return new MatchCount(found, false, true);
  }

  /** When each user last signed in, of those of whom the newest entries tell it. */
  Map<String, Long> lastSignIns() {
    Map<String, Long> last = new HashMap<>();
    long before = Cursors.auditId(null);
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      List<AuditRow> rows = broker.store().administration().audited(before, BATCH);
      for (AuditRow row : rows) {
        if (SIGN_IN.equals(row.action()) && OK.equals(row.outcome())) {
          last.putIfAbsent(row.user(), row.at());
        }
      }
      if (rows.size() < BATCH) {
        break;
      }
      before = rows.get(rows.size() - 1).id();
    }
    return last;
  }

  static boolean matches(AuditFilter filter, AuditRow row) {
    return has(row.user(), filter.user())
        && has(row.action(), filter.action())
        && has(target(row), filter.target())
        && isOf(row, filter.destination())
        && (filter.outcome() == null || filter.outcome().equals(row.outcome()))
        && row.at() >= filter.from()
        && (filter.to() == 0 || row.at() < filter.to());
  }

  private static boolean has(String text, String part) {
    return part == null
        || (text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)));
  }

  /** Names are told apart by case. */
  private static boolean isOf(AuditRow row, String destination) {
    return destination == null
        || isSame(target(row), destination)
        || ("setting".equals(row.targetType()) && isSame(row.target(), destination))
        || isGoal(row.parameters(), destination);
  }

  /** Whether something was moved or copied there. */
  private static boolean isGoal(String parameters, String destination) {
    if (parameters == null || !parameters.contains("\"target\"")) {
      return false;
    }
    String goal = Parameters.json(Map.of("target", destination));
    return parameters.contains(goal.substring(1, goal.length() - 1));
  }

  /** A very long name was cut when it was written. */
  static boolean isSame(String written, String destination) {
    return written != null
        && (written.equals(destination)
            || (written.endsWith("…")
                && destination.startsWith(written.substring(0, written.length() - 1))));
  }

  private static String target(AuditRow row) {
    return row.target() == null || row.targetType() == null
        ? row.target()
        : row.targetType() + "://" + row.target();
  }

  private static AuditView view(AuditRow row) {
    return new AuditView(
        Long.toString(row.id()),
        row.at(),
        row.user(),
        row.role(),
        row.address(),
        row.action(),
        target(row),
        row.messageCount(),
        row.parameters(),
        row.outcome(),
        row.error(),
        row.requestId());
  }

  private static String cut(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
