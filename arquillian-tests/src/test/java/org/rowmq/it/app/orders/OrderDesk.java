package org.rowmq.it.app.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Takes orders: an entity and a message. */
@Stateless
public class OrderDesk {
  @PersistenceContext private EntityManager entities;

  @Inject
  @JMSConnectionFactory(OrderQueues.FACTORY)
  private JMSContext messages;

  @Resource(lookup = OrderQueues.TO_SHIP)
  private Queue toShip;

  public void place(int number) {
    entities.persist(new PlacedOrder(number));
    messages.createProducer().setProperty("number", number).send(toShip, number);
  }
}
