package org.rowmq.it.app.console;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.concurrent.TimeUnit;

/** Holds each message until somebody lets it go, a minute at most. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.held")
    })
public class HoldingListener implements MessageListener {
  private static final long LONGEST_SECONDS = 60;

  @Override
  public void onMessage(Message message) {
    try {
      if (!HoldServlet.GATE.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let it go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EJBException(e);
    }
  }
}
