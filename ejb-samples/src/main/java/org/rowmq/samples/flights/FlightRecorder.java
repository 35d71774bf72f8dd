package org.rowmq.samples.flights;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Topic;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** Stores each flight and publishes the late ones; message, row and publication are one commit. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "flights")
    })
public class FlightRecorder implements MessageListener {

  @PersistenceContext(unitName = "samples")
  private EntityManager entities;

  @Inject
  @JMSConnectionFactory(FlightDestinations.FACTORY)
  private JMSContext context;

  @Resource(lookup = FlightDestinations.DELAYS)
  private Topic delays;

  @Override
  public void onMessage(Message message) {
    try {
      Flight flight = Flight.readFrom((MapMessage) message);
      entities.persist(new StoredFlight(flight));
      if (flight.isLate()) {
        MapMessage late = context.createMapMessage();
        flight.writeTo(late);
        context.createProducer().send(delays, late);
      }
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
