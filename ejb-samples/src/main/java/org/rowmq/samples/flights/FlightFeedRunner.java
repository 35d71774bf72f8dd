package org.rowmq.samples.flights;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs the feed in the background, from where it stands to its end; once at a time. */
@ApplicationScoped
public class FlightFeedRunner {

  private static final Logger LOG = Logger.getLogger(FlightFeedRunner.class.getName());
  private static final int LOG_EVERY = 2_000;
  private static final long RETRY_SECONDS = 2;

  private final AtomicBoolean running = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stop = lock.newCondition();
  private boolean stopped;

  @Resource private ManagedExecutorService executor;
  @Inject private FlightFeed feed;
  @Inject private FlightData data;

  /** Starts the feed unless it runs already. */
  public void start() {
    if (running.compareAndSet(false, true)) {
      executor.execute(this::run);
    }
  }

  public boolean isRunning() {
    return running.get();
  }

  @PreDestroy
  void stop() {
    lock.lock();
    try {
      stopped = true;
      stop.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      int total = data.all().size();
      int sent = feed.sent();
      LOG.log(Level.INFO, "flights: feed starts at {0} of {1}", new Object[] {sent, total});
      while (sent < total && !isStopped()) {
        int before = sent;
        sent = sendOrWait(sent);
        if (sent / LOG_EVERY > before / LOG_EVERY) {
          LOG.log(Level.INFO, "flights: {0} of {1} sent", new Object[] {sent, total});
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.set(false);
    }
  }

  /** A batch that failed was rolled back with its progress, so the next try repeats it. */
  private int sendOrWait(int sent) throws InterruptedException {
    try {
      return feed.sendNextBatch();
    } catch (EJBException e) {
      LOG.log(Level.WARNING, "flights: batch after " + sent + " failed, will be sent again", e);
      lock.lock();
      try {
        if (!stopped) {
          boolean unused = stop.await(RETRY_SECONDS, TimeUnit.SECONDS);
        }
      } finally {
        lock.unlock();
      }
      return sent;
    }
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }
}
