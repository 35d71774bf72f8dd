package org.rowmq.management.service;

import java.time.Clock;
import org.rowmq.management.JobView;
import org.rowmq.management.JobView.State;

/** Work on many messages and how far it is. Thread-safe. */
final class Job {
  private final String node;
  private final String id;
  private final String action;
  private final String source;
  private final String target;
  private final String user;
  private final long total;
  private final long startedAt;
  private final Clock clock;

  private State state = State.RUNNING;
  private boolean cancelled;
  private long done;
  private long skipped;
  private long endedAt;
  private String error;

  Job(
      String node,
      String id,
      String action,
      String source,
      String target,
      String user,
      long total,
      Clock clock) {
    this.node = node;
    this.id = id;
    this.action = action;
    this.source = source;
    this.target = target;
    this.user = user;
    this.total = total;
    this.clock = clock;
    this.startedAt = clock.millis();
  }

  String id() {
    return id;
  }

  synchronized void progress(int moreDone, int moreSkipped) {
    done += moreDone;
    skipped += moreSkipped;
  }

  synchronized long done() {
    return done;
  }

  /** Ends it after the batch it is at; one that has ended stays as it is. */
  synchronized void cancel() {
    cancelled = true;
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  synchronized void end(State how, String why) {
    state = how;
    error = why;
    endedAt = clock.millis();
  }

  synchronized boolean isRunning() {
    return state == State.RUNNING;
  }

  synchronized JobView view() {
    return new JobView(
        node, true, id, action, source, target, user, state, total, done, skipped, startedAt,
        endedAt, error);
  }
}
