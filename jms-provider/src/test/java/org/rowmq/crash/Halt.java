package org.rowmq.crash;

import java.util.regex.Pattern;
import org.rowmq.crash.HaltPoint.Moment;

/**
 * Halts this JVM at its {@link HaltPoint}. Called by the rules of {@code halt.btm}, which Byteman
 * puts into the connection pool and into what forces the embedded database, so that the provider
 * knows nothing of it.
 */
public class Halt {
  /** How a halted process ends. */
  static final int STATUS = 77;

  private static final ThreadLocal<Boolean> EXECUTED = ThreadLocal.withInitial(() -> false);

  private static volatile Moment moment;
  private static volatile Pattern statement;
  private static volatile boolean committed;
  private static volatile boolean forcing;

  /** From now on. */
  static void at(HaltPoint point) {
    statement = Pattern.compile(point.statement(), Pattern.CASE_INSENSITIVE);
    moment = point.moment();
  }

  /** The call has returned. */
  static void now() {
    Runtime.getRuntime().halt(STATUS);
  }

  /** A statement is about to be executed. */
  public void executes(Object sql) {
    if (moment == null || !statement.matcher(sql.toString()).find()) {
      return;
    }
    if (moment == Moment.BEFORE_STATEMENT
        || (moment == Moment.BEFORE_COMMIT && commitsItself(sql))) {
      now();
    }
    EXECUTED.set(true);
  }

  /** A statement has been executed. */
  public void executed(Object sql) {
    if (commitsItself(sql)) {
      committed();
    }
  }

  private static boolean commitsItself(Object sql) {
    return sql.toString().contains("with fence as ");
  }

  /** A transaction is about to be put in the redo log, if it goes there. */
  public void records() {
    if (EXECUTED.get() && moment == Moment.BEFORE_RECORD) {
      now();
    }
  }

  /** A transaction is about to be committed. */
  public void commits() {
    if (EXECUTED.get() && moment == Moment.BEFORE_COMMIT) {
      now();
    }
  }

  /** A transaction has been committed. */
  public void committed() {
    if (EXECUTED.get()) {
      if (moment == Moment.AFTER_COMMIT) {
        now();
      }
      committed = true;
    }
  }

  /** The embedded database is about to be forced to disk. */
  public void forces() {
    forcing = committed;
  }

  /** It has been. */
  public void forced() {
    if (moment == Moment.AFTER_FORCE && forcing) {
      now();
    }
  }
}
