package org.rowmq.samples.requestreply;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.OptionalInt;

/** Answers the questions of {@link DistanceResource}. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "distances")
    })
public class DistanceService implements MessageListener {

  @Inject private Airports airports;

  @Inject
  @JMSConnectionFactory(DistanceResource.FACTORY)
  private JMSContext context;

  @Override
  public void onMessage(Message question) {
    try {
      OptionalInt miles =
          airports.miles(question.getStringProperty("from"), question.getStringProperty("to"));
      String answer = miles.isPresent() ? miles.getAsInt() + " miles" : "unknown airport";
      context
          .createProducer()
          .setJMSCorrelationID(question.getJMSMessageID())
          .send(question.getJMSReplyTo(), answer);
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
