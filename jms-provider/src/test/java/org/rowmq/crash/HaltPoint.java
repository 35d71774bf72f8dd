package org.rowmq.crash;

import static org.rowmq.crash.HaltPoint.Moment.AFTER_COMMIT;
import static org.rowmq.crash.HaltPoint.Moment.AFTER_FORCE;
import static org.rowmq.crash.HaltPoint.Moment.BEFORE_COMMIT;
import static org.rowmq.crash.HaltPoint.Moment.BEFORE_RECORD;
import static org.rowmq.crash.HaltPoint.Moment.BEFORE_STATEMENT;
import static org.rowmq.crash.HaltPoint.Moment.RETURNED;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A point at which a node is halted: a moment of an operation, recognised by what goes to the
 * database.
 */
record HaltPoint(Operation operation, Moment moment) {

  /** When, in the transaction that executes the operation's statement. */
  enum Moment {
    /** Before the statement. */
    BEFORE_STATEMENT,
    /** All statements of the embedded database are executed; its redo log does not know. */
    BEFORE_RECORD,
    /** All statements are executed; the commit is not. */
    BEFORE_COMMIT,
    /** The database has committed; nobody has been told. */
    AFTER_COMMIT,
    /** The embedded database has been forced to disk; nobody has been told. */
    AFTER_FORCE,
    /** The call has returned, and the next has not begun. */
    RETURNED
  }

  /**
   * What is there for consumers, as copies.
   *
   * @param prepared whether there is a branch to be ended
   */
  record State(List<String> copies, boolean prepared) {
    static State of(String... copies) {
      return new State(List.of(copies), false);
    }
  }

  private static final State PREPARED = new State(List.of(), true);

  /** An operation of a node, and what it does to the rows. */
  enum Operation {
    SEND("insert into rowmq_message", State.of(), State.of("b@out")),
    /** Consumes, sends and publishes in a local transaction, which settles first. */
    TRANSACTION("delete from rowmq_message", State.of("a@in"), State.of("b@out", "t@sub")),
    ACKNOWLEDGE("delete from rowmq_message", State.of("a@in"), State.of()),
    /** On a store of its own a node only reads. */
    CLAIM("skip locked|and turn = ", State.of("a@in"), State.of("a@in")),
    /** As the transaction above. */
    PREPARE("insert into rowmq_branch ", State.of("a@in"), PREPARED),
    COMMIT_BRANCH("delete from rowmq_branch ", PREPARED, State.of("b@out", "t@sub")),
    ROLL_BACK_BRANCH("delete from rowmq_branch ", PREPARED, State.of("a@in")),
    /** A failed delivery, the last that is allowed. */
    GIVE_UP("insert into rowmq_dead_letter", State.of("a@in"), State.of("a@DLQ.in")),
    /** The sweeper makes a delayed message available. */
    PROMOTE("update rowmq_message", State.of("a@in"), State.of("a@in")),
    /** The sweeper moves an expired message away; whoever looks next does it again. */
    EXPIRE("insert into rowmq_dead_letter", State.of("a@gone"), State.of("a@gone")),
    /** The sweeper deletes a body that no row refers to any more. */
    SWEEP("delete from rowmq_content", State.of(), State.of()),
    /** The node releases what one that died had claimed. */
    BURY("update rowmq_message", State.of("a@in"), State.of("a@in"));

    private final String statement;
    private final State before;
    private final State after;

    Operation(String statement, State before, State after) {
      this.statement = statement;
      this.before = before;
      this.after = after;
    }

    /** On the embedded database: what groups of messages do. */
    boolean isInRedoLog() {
      return this == SEND || this == TRANSACTION || this == ACKNOWLEDGE;
    }
  }

  private static final Map<Operation, List<Moment>> MOMENTS =
      Map.ofEntries(
          Map.entry(
              Operation.SEND, List.of(BEFORE_RECORD, BEFORE_COMMIT, AFTER_COMMIT, AFTER_FORCE)),
          Map.entry(
              Operation.TRANSACTION,
              List.of(BEFORE_STATEMENT, BEFORE_RECORD, BEFORE_COMMIT, AFTER_COMMIT, AFTER_FORCE)),
          Map.entry(
              Operation.ACKNOWLEDGE,
              List.of(BEFORE_STATEMENT, BEFORE_RECORD, BEFORE_COMMIT, AFTER_COMMIT, AFTER_FORCE)),
          Map.entry(Operation.CLAIM, List.of(BEFORE_COMMIT, AFTER_COMMIT, RETURNED)),
          Map.entry(Operation.PREPARE, List.of(BEFORE_COMMIT, AFTER_COMMIT, AFTER_FORCE, RETURNED)),
          Map.entry(Operation.COMMIT_BRANCH, List.of(BEFORE_COMMIT, AFTER_COMMIT, AFTER_FORCE)),
          Map.entry(Operation.ROLL_BACK_BRANCH, List.of(BEFORE_COMMIT, AFTER_COMMIT, AFTER_FORCE)),
          Map.entry(Operation.GIVE_UP, List.of(BEFORE_COMMIT, AFTER_COMMIT)),
          Map.entry(Operation.PROMOTE, List.of(BEFORE_COMMIT, AFTER_COMMIT)),
          Map.entry(Operation.EXPIRE, List.of(BEFORE_COMMIT, AFTER_COMMIT)),
          Map.entry(Operation.SWEEP, List.of(BEFORE_COMMIT, AFTER_COMMIT)),
          Map.entry(Operation.BURY, List.of(BEFORE_COMMIT, AFTER_COMMIT)));

  /**
   * All points.
   *
   * @param embedded those of an embedded database, which has one node and is forced to disk after
   *     its commits
   */
  static List<HaltPoint> all(boolean embedded) {
    List<HaltPoint> points = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Moment moment : MOMENTS.get(operation)) {
        boolean exists =
            embedded
                ? operation != Operation.BURY
                : moment != AFTER_FORCE && moment != BEFORE_RECORD;
        if (exists) {
          points.add(new HaltPoint(operation, moment));
        }
      }
    }
    return points;
  }

  String statement() {
    return operation.statement;
  }

  /** What may be found, on a database whose commits are on disk when they return or not. */
  List<State> expected(boolean commitForces) {
    return switch (moment) {
      case BEFORE_STATEMENT, BEFORE_RECORD -> List.of(operation.before);
      case BEFORE_COMMIT ->
          commitForces || !operation.isInRedoLog()
              ? List.of(operation.before)
              // what is in the log is done when the process ends there
              : List.of(operation.before, operation.after);
      case AFTER_COMMIT ->
          commitForces ? List.of(operation.after) : List.of(operation.before, operation.after);
      case AFTER_FORCE, RETURNED -> List.of(operation.after);
    };
  }

  /** Whether the message that is found must not have been counted as delivered. */
  boolean undelivered() {
    return switch (operation) {
      case CLAIM -> moment != RETURNED;
      case PROMOTE, BURY -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return (operation + " " + moment).toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
