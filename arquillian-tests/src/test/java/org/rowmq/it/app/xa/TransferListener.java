package org.rowmq.it.app.xa;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.sql.SQLException;

/** Turns a message into a row. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "transfers.asked")
    })
public class TransferListener implements MessageListener {
  @EJB private Transfers transfers;

  @Override
  public void onMessage(Message message) {
    try {
      transfers.write(message.getBody(String.class));
    } catch (SQLException | JMSException e) {
      throw new EJBException(e);
    }
  }
}
