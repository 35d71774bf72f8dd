package org.rowmq.it.onecommit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/** Place orders as fast as the server answers, until it is gone. */
final class OrderClients implements AutoCloseable {
  private static final int CLIENTS = 2;

  private final MicroServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final AtomicInteger numbers = new AtomicInteger();
  private final Queue<Integer> answered = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> running = new ArrayList<>();

  OrderClients(MicroServer server) {
    this.server = server;
  }

  /** Starts the clients; returns when the first order has been answered. */
  void begin() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    for (int i = 0; i < CLIENTS; i++) {
      running.add(threads.submit(() -> placeOrders(first)));
    }
    if (!first.await(60, SECONDS)) {
      throw new IllegalStateException("no order was answered");
    }
  }

  private void placeOrders(CountDownLatch first) {
    while (true) {
      int number = numbers.incrementAndGet();
      HttpResponse<String> response;
      try {
        response =
            Http.exchange(
                HttpRequest.newBuilder(server.uri("/orders/orders"))
                    .POST(BodyPublishers.ofString(Integer.toString(number)))
                    .build());
      } catch (UncheckedIOException e) {
        // killed: whether this order has been placed, the ledger knows
        return;
      }
      if (response.statusCode() != 200) {
        throw new IllegalStateException("order " + number + " was answered " + response.body());
      }
      answered.add(number);
      first.countDown();
    }
  }

  /** Waits for the clients to notice that the server is gone. */
  void awaitEnd() throws Exception {
    for (Future<?> client : running) {
      client.get(90, SECONDS);
    }
    running.clear();
  }

  /** The orders whose placing was confirmed to a client. */
  List<Integer> answered() {
    return List.copyOf(answered);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
