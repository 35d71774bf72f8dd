package org.rowmq.it.app.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Ships an order: an entity, by way of the server's own Jakarta Persistence, and a message. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = OrderQueues.TO_SHIP),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4")
    })
public class Shipping implements MessageListener {
  @PersistenceContext private EntityManager entities;

  @Inject
  @JMSConnectionFactory(OrderQueues.FACTORY)
  private JMSContext messages;

  @Resource(lookup = OrderQueues.TO_INVOICE)
  private Queue toInvoice;

  @Override
  public void onMessage(Message message) {
    try {
      int number = message.getBody(Integer.class);
      entities.persist(new Shipment(number));
      messages.createProducer().setProperty("number", number).send(toInvoice, number);
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
