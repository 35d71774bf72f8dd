package org.rowmq.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowmq.crash.Journal.Kind;
import org.rowmq.crash.Journal.Line;
import org.rowmq.crash.Rows.Row;

/**
 * What must be true of the rows, from what the processes said. Kept over all rounds: what a round
 * left open is settled by what was found after it, and must stay so.
 */
final class Ledger {
  private enum Sent {
    NO,
    MAYBE,
    YES
  }

  private static final class Copy {
    Sent sent = Sent.MAYBE;

    /** When the acknowledgement was confirmed, or found to have happened; 0 when not. */
    long acknowledged;

    int received;
    long lastReceived;

    /** Received in this round without a confirmed end. */
    boolean open;
  }

  private static final class Transaction {
    final String name;
    final Line effects;
    boolean branch;
    boolean committed;
    boolean rolledBack;

    Transaction(Line effects) {
      this.name = effects.first();
      this.effects = effects;
    }
  }

  private final Map<String, Copy> copies = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private Map<String, Transaction> transactions = new LinkedHashMap<>();
  private long confirmed;
  private long confirmedAcknowledgements;
  private long branches;

  /** What is not as promised; empty is good. */
  List<String> wrong() {
    return wrong;
  }

  long confirmedSends() {
    return confirmed;
  }

  long confirmedAcknowledgements() {
    return confirmedAcknowledgements;
  }

  long branchesPrepared() {
    return branches;
  }

  /** What to do with a branch found prepared: the journal says it, else presumed abort. */
  static boolean decidedToCommit(List<Line> lines, String transaction) {
    return lines.stream()
        .anyMatch(
            line ->
                line.kind() == Kind.DECIDED
                    && line.first().equals(transaction)
                    && line.second().contains("commit"));
  }

  /** Reads what the processes of one round said, in the order of time. */
  void hear(List<Line> lines) {
    transactions = new LinkedHashMap<>();
    List<Line> ordered = new ArrayList<>(lines);
    ordered.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
    ordered.forEach(this::hear);
  }

  private void hear(Line line) {
    switch (line.kind()) {
      case READY -> {
        // the workers begin
      }
      case SENDING -> line.second().forEach(this::copy);
      case SENT -> line.second().forEach(name -> sent(name, Sent.YES));
      case COMMITTING, PREPARING, ROLLING_BACK -> {
        Transaction transaction = new Transaction(line);
        transaction.branch = line.kind() == Kind.PREPARING;
        transaction.rolledBack = line.kind() == Kind.ROLLING_BACK;
        transactions.put(line.first(), transaction);
        line.third().forEach(this::copy);
      }
      case PREPARED -> branches++;
      case DECIDED -> {
        Transaction transaction = transactions.get(line.first());
        transaction.committed = line.second().contains("commit");
        transaction.rolledBack = !transaction.committed;
      }
      case COMMITTED -> {
        Transaction transaction = transactions.get(line.first());
        transaction.committed = true;
        transaction.effects.third().forEach(name -> sent(name, Sent.YES));
        transaction.effects.second().forEach(name -> acknowledged(name, line.nanos()));
      }
      case GOT -> received(line);
      case ACKNOWLEDGED -> line.second().forEach(name -> acknowledged(name, line.nanos()));
      case WRONG -> wrong.add(line.first());
    }
  }

  private Copy copy(String name) {
    return copies.computeIfAbsent(name, any -> new Copy());
  }

  private void sent(String name, Sent how) {
    Copy copy = copy(name);
    if (how == Sent.YES && copy.sent != Sent.YES) {
      confirmed++;
    }
    copy.sent = how;
  }

  private void acknowledged(String name, long when) {
    Copy copy = copy(name);
    if (copy.acknowledged != 0) {
      wrong.add(name + " was acknowledged twice");
    }
    confirmedAcknowledgements++;
    copy.acknowledged = when;
    copy.open = false;
  }

  private void received(Line line) {
    String name = line.first();
    Copy copy = copies.get(name);
    if (copy == null) {
      wrong.add(name + " was received and never sent");
      return;
    }
    if (copy.sent == Sent.NO) {
      wrong.add(name + " was received although its send did not happen");
    }
    if (copy.acknowledged != 0) {
      wrong.add(name + " came back after its acknowledgement was confirmed");
    }
    int count = Integer.parseInt(line.second().get(0));
    if (count > copy.received + 1) {
      wrong.add(name + " was received " + copy.received + " times before and says " + count);
    }
    copy.received++;
    copy.lastReceived = line.nanos();
    copy.open = true;
  }

  /**
   * Compares with the rows, when all branches have been ended as decided.
   *
   * @param unheard how many copies in {@link Workload#RECEIVED} may be gone without a word
   */
  void check(List<Row> rows, int unheard) {
    Map<String, Row> present = new HashMap<>();
    for (Row row : rows) {
      if (present.put(row.copy(), row) != null) {
        wrong.add(row.copy() + " is there twice");
      }
      if (!copies.containsKey(row.copy())) {
        wrong.add(row.copy() + " is there and was never sent");
      }
      if (row.state() == 3 || row.state() == 4) {
        wrong.add(row.copy() + " belongs to a branch although all have ended");
      }
    }
    transactions.values().forEach(transaction -> check(transaction, present));
    checkEach(present.keySet(), unheard);
    checkOrder(rows);
  }

  private void check(Transaction transaction, Map<String, Row> present) {
    List<String> sent = transaction.effects.third();
    List<String> consumed = transaction.effects.second();
    Set<String> appeared = new HashSet<>();
    for (String name : sent) {
      if (present.containsKey(name) || copy(name).received > 0) {
        appeared.add(name);
      }
    }
    Set<String> gone = new HashSet<>(consumed);
    gone.removeAll(present.keySet());
    // another node may have received them after this one had died
    gone.removeIf(name -> copy(name).lastReceived > transaction.effects.nanos());
    boolean decided = transaction.committed || transaction.rolledBack || transaction.branch;
    boolean committed =
        transaction.committed || (!decided && !(appeared.isEmpty() && gone.isEmpty()));
    if (committed) {
      if (appeared.size() < sent.size()) {
        wrong.add(transaction.name + " was committed but of " + sent + " only " + appeared);
      }
      for (String name : consumed) {
        if (present.containsKey(name)) {
          wrong.add(transaction.name + " was committed but what it consumed is there: " + name);
        }
        if (copy(name).acknowledged == 0) {
          copy(name).acknowledged = transaction.effects.nanos();
          copy(name).open = false;
        }
      }
      sent.forEach(name -> copy(name).sent = Sent.YES);
    } else {
      if (!appeared.isEmpty()) {
        wrong.add(transaction.name + " was rolled back but there are " + appeared);
      }
      sent.forEach(name -> copy(name).sent = Sent.NO);
    }
  }

  private void checkEach(Set<String> present, int unheard) {
    List<String> lost = new ArrayList<>();
    copies.forEach(
        (name, copy) -> {
          boolean there = present.contains(name);
          if (there && copy.sent == Sent.NO) {
            wrong.add(name + " is there although its send did not happen");
          }
          if (there && copy.acknowledged != 0) {
            wrong.add(name + " is there although its acknowledgement was confirmed");
          }
          if (!there && copy.sent == Sent.YES && copy.acknowledged == 0 && !copy.open) {
            lost.add(name);
          }
          settle(copy, there);
        });
    List<String> pardoned =
        lost.stream()
            .filter(name -> name.endsWith("@" + Workload.RECEIVED))
            .limit(unheard)
            .toList();
    lost.removeAll(pardoned);
    lost.forEach(name -> wrong.add(name + " is lost"));
  }

  /** What was open until now has been found out. */
  private static void settle(Copy copy, boolean there) {
    copy.open = false;
    if (copy.sent == Sent.MAYBE) {
      copy.sent = there || copy.received > 0 ? Sent.YES : Sent.NO;
    }
    if (!there && copy.sent == Sent.YES && copy.acknowledged == 0) {
      copy.acknowledged = System.nanoTime();
    }
  }

  /** Messages of one session to one place lie in the order they were sent. */
  private void checkOrder(List<Row> rows) {
    Map<String, Long> newest = new HashMap<>();
    for (Row row : rows) {
      String key = row.key();
      int dash = key.lastIndexOf('-');
      String number = key.substring(dash + 1);
      int dot = number.indexOf('.');
      long sequence = Long.parseLong(dot < 0 ? number : number.substring(0, dot));
      Long before = newest.put(key.substring(0, dash) + "@" + row.place(), sequence);
      if (before != null && before > sequence) {
        wrong.add(row.copy() + " lies behind number " + before + " of its session");
      }
    }
  }

  /** The order in which one consumer got messages of one session for the first time. */
  static List<String> disorder(List<Line> lines) {
    List<String> found = new ArrayList<>();
    Map<String, Long> newest = new HashMap<>();
    for (Line line : lines) {
      if (line.kind() != Kind.GOT || !line.second().equals(List.of("1"))) {
        continue;
      }
      String key = line.first().substring(0, line.first().indexOf('@'));
      int dash = key.lastIndexOf('-');
      String number = key.substring(dash + 1);
      int dot = number.indexOf('.');
      long sequence = Long.parseLong(dot < 0 ? number : number.substring(0, dot));
      String stream =
          key.substring(0, dash) + line.first().substring(line.first().indexOf('@')) + line.third();
      Long before = newest.put(stream, sequence);
      if (before != null && before > sequence) {
        found.add(line.first() + " was received by " + line.third() + " after number " + before);
      }
    }
    return Collections.unmodifiableList(found);
  }
}
