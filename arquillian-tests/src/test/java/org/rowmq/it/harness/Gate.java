package org.rowmq.it.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A remote service that answers when the test says so: a bean on a server that asks it works on its
 * message for exactly as long.
 */
public final class Gate implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();

  public Gate() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Where a bean asks; the gate's name comes after it. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** From now on who asks at this gate waits. */
  public void close(String name) {
    latches.put(name, new CountDownLatch(1));
  }

  /** Those who wait at the gate go on, and nobody waits at it any more. */
  public void open(String name) {
    CountDownLatch latch = latches.remove(name);
    if (latch != null) {
      latch.countDown();
    }
  }

  /** How many wait at the gate. */
  public int waiting(String name) {
    return waitingAt(name).get();
  }

  private AtomicInteger waitingAt(String name) {
    return waiting.computeIfAbsent(name, key -> new AtomicInteger());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring(1);
      CountDownLatch latch = latches.get(name);
      if (latch != null) {
        waitingAt(name).incrementAndGet();
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          waitingAt(name).decrementAndGet();
        }
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
