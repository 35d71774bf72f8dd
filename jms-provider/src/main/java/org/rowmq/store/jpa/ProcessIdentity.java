package org.rowmq.store.jpa;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process this is, so that another one on the same machine can prove it gone.
 *
 * @param bootId the machine's present boot and the process's pid namespace; empty where they cannot
 *     be read, and then nothing is ever proved
 */
record ProcessIdentity(String host, String bootId, long pid, long startedAt) {

  static ProcessIdentity current() {
    ProcessHandle me = ProcessHandle.current();
    return new ProcessIdentity(
        hostName(), readBootId(), me.pid(), startOf(me).map(Instant::toEpochMilli).orElse(0L));
  }

  /** Whether the described process certainly no longer runs. */
  boolean provablyGone() {
    ProcessIdentity here = current();
    if (bootId.isEmpty() || !bootId.equals(here.bootId) || !host.equals(here.host)) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(pid);
    if (found.isEmpty() || !found.get().isAlive()) {
      return true;
    }
    Optional<Instant> start = startOf(found.get());
    return startedAt != 0 && start.isPresent() && start.get().toEpochMilli() != startedAt;
  }

  private static Optional<Instant> startOf(ProcessHandle process) {
    return process.info().startInstant();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String readBootId() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return "";
    }
  }
}
