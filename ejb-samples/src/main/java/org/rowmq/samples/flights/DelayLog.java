package org.rowmq.samples.flights;

import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Writes down, in the subscriber's transaction, what it got. */
@Stateless
public class DelayLog {

  @PersistenceContext(unitName = "samples")
  private EntityManager entities;

  /** Joins the caller's transaction. */
  public void add(String subscriber, Message message) {
    try {
      entities.persist(new ReceivedDelay(subscriber, Flight.readFrom((MapMessage) message)));
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
