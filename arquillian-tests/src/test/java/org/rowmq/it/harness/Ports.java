package org.rowmq.it.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports that nobody listens on. They are below those that the system gives to outgoing connections,
 * and each JVM of a test run has a range of its own, so that none is taken between being found free
 * here and being used.
 */
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int RANGE = 4_000;

  private Ports() {}

  /** Which of the JVMs that Maven runs tests in at the same time this is, from 1. */
  static int fork() {
    return Integer.parseInt(System.getProperty("rowmq.fork", "1"));
  }

  public static int free() {
    return freeBase(0);
  }

  /** A number to which all these can be added and give a port that is free. */
  public static int freeBase(int... offsets) {
    int from = FIRST + (fork() - 1) * RANGE;
    while (true) {
      int base = ThreadLocalRandom.current().nextInt(from, from + RANGE);
      if (IntStream.of(offsets).allMatch(offset -> isFree(base + offset))) {
        return base;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
