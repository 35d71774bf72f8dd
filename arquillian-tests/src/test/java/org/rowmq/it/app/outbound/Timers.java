package org.rowmq.it.app.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.inject.Inject;
import jakarta.jms.JMSContext;
import java.util.concurrent.atomic.AtomicInteger;

/** An EJB timer that sends; its first attempt is rolled back, and the server makes another. */
@Stateless
public class Timers {
  private static final AtomicInteger ATTEMPTS = new AtomicInteger();

  @Resource private TimerService timers;
  @Resource private SessionContext session;
  @Inject private JMSContext context;

  public void start(String queue) {
    ATTEMPTS.set(0);
    timers.createSingleActionTimer(1, new TimerConfig(queue, false));
  }

  @Timeout
  public void send(Timer timer) {
    int attempt = ATTEMPTS.incrementAndGet();
    context
        .createProducer()
        .send(context.createQueue((String) timer.getInfo()), "attempt " + attempt);
    if (attempt == 1) {
      session.setRollbackOnly();
    }
  }
}
