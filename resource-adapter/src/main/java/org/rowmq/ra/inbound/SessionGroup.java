package org.rowmq.ra.inbound;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The sessions of one endpoint, and how many of them the container gave a bean. Thread-safe. */
final class SessionGroup {
  private final Set<DeliverySession> sessions = new HashSet<>();
  private int granted;
  private boolean refusalSeen;
  private int turn;

  synchronized void add(List<DeliverySession> opened) {
    sessions.addAll(opened);
  }

  synchronized void finished(DeliverySession session) {
    sessions.remove(session);
    notifyAll();
  }

  synchronized List<DeliverySession> all() {
    return List.copyOf(sessions);
  }

  /** One after the other, with each call. */
  synchronized DeliverySession nextInTurn() {
    List<DeliverySession> present = List.copyOf(sessions);
    return present.isEmpty() ? null : present.get(Math.floorMod(turn++, present.size()));
  }

  synchronized void granted() {
    granted++;
  }

  synchronized void released() {
    granted--;
  }

  synchronized int grantedNow() {
    return granted;
  }

  /** True the first time that the container refuses one although it gave others. */
  synchronized boolean firstRefusal() {
    boolean first = granted > 0 && !refusalSeen;
    refusalSeen |= granted > 0;
    return first;
  }

  /**
   * Waits until all have finished.
   *
   * @return how many have not
   */
  synchronized int awaitFinished(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    long left = millis;
    while (!sessions.isEmpty() && left > 0 && !interrupted) {
      try {
        TimeUnit.MILLISECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return sessions.size();
  }
}
