package org.rowmq.management.service;

import org.rowmq.store.NodeStore.MailboxDepth;

/**
 * The messages of a mailbox, or of several, by what becomes of them; together they are all of them.
 *
 * @param ready what the next consumer gets
 * @param delivering with consumers, or consumed in a prepared transaction
 * @param scheduled waiting for their delivery time or their next attempt
 * @param dead given up
 */
record MessageStates(long ready, long delivering, long scheduled, long dead) {
  static final MessageStates NONE = new MessageStates(0, 0, 0, 0);

  /**
   * What is not known to be anything else is ready. Counters of several nodes are not of one
   * moment, so each is at most what the others leave.
   *
   * @param held messages that consumers have
   */
  static MessageStates of(MailboxDepth kept, long held) {
    long rest = kept.messages();
    long dead = Math.min(kept.dead(), rest);
    rest -= dead;
    long scheduled = Math.min(kept.scheduled(), rest);
    rest -= scheduled;
    long delivering = Math.min(kept.prepared() + held, rest);
    return new MessageStates(rest - delivering, delivering, scheduled, dead);
  }

  /** All of them. */
  long messages() {
    return ready + delivering + scheduled + dead;
  }

  /** As those of a queue that takes dead letters: what is ready there has been given up. */
  MessageStates ofDeadLetters() {
    return new MessageStates(0, delivering, scheduled, dead + ready);
  }

  MessageStates plus(MessageStates more) {
    return new MessageStates(
        ready + more.ready,
        delivering + more.delivering,
        scheduled + more.scheduled,
        dead + more.dead);
  }
}
