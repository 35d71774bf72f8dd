package org.rowmq.it.app.smoke;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Notes "text count"; "rollback" is rolled back the first time. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "smoke")
    })
public class SmokeBean implements MessageListener {
  @Resource private MessageDrivenContext context;

  @Override
  public void onMessage(Message message) {
    try {
      String text = message.getBody(String.class);
      int count = message.getIntProperty("JMSXDeliveryCount");
      SmokeServlet.SEEN.add(text + " " + count);
      if (text.equals("rollback") && count == 1) {
        context.setRollbackOnly();
      }
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
