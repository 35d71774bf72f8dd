package org.rowmq.client;

import jakarta.jms.CompletionListener;
import jakarta.jms.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests of asynchronous sends have in common. */
abstract class AsynchronousSendTestSupport {
  @RegisterExtension final Jms jms = new Jms();

  final List<String> told = new CopyOnWriteArrayList<>();

  final AtomicInteger inside = new AtomicInteger();

  final AtomicInteger most = new AtomicInteger();

  interface Callback {
    void run() throws Exception;
  }

  /** Notes what it is told, and runs {@code then}, noting what that throws. */
  CompletionListener noting(Callback then) {
    return new CompletionListener() {
      @Override
      public void onCompletion(Message message) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
          then.run();
          told.add(Jms.text(message));
        } catch (Exception e) {
          told.add(e.getClass().getSimpleName());
        } finally {
          inside.decrementAndGet();
        }
      }

      @Override
      public void onException(Message message, Exception exception) {
        told.add("failed " + exception.getClass().getSimpleName());
      }
    };
  }

  CompletionListener noting() {
    return noting(() -> {});
  }
}
