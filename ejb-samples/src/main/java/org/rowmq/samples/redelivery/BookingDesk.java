package org.rowmq.samples.redelivery;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Succeeds at the third delivery. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "bookings")
    })
public class BookingDesk implements MessageListener {

  private static final int SUCCEEDS_AT = 3;

  @PersistenceContext(unitName = "samples")
  private EntityManager entities;

  @Resource private MessageDrivenContext delivery;

  @Override
  public void onMessage(Message message) {
    try {
      int attempt = message.getIntProperty("JMSXDeliveryCount");
      entities.persist(new Booking(message.getBody(String.class), attempt));
      if (attempt < SUCCEEDS_AT) {
        delivery.setRollbackOnly();
      }
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
