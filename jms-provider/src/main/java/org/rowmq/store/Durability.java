package org.rowmq.store;

/** What a message survives once the call that sent it has returned. */
public enum Durability {
  /** Loss of power: everything is forced to disk before a call returns. The default. */
  POWER_LOSS,
  /** A killed process, but not loss of power: faster on a slow disk. */
  PROCESS_CRASH
}
