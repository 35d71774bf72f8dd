package org.rowmq.samples.requestreply;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;

/** {@code /samples/api/distance?from=DTW&to=LAS}: asks by message, waits for the answer. */
@Path("distance")
@RequestScoped
@JMSConnectionFactoryDefinition(
    name = DistanceResource.FACTORY,
    interfaceName = "jakarta.jms.ConnectionFactory",
    resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = DistanceResource.QUESTIONS,
    interfaceName = "jakarta.jms.Queue",
    destinationName = "distances",
    resourceAdapter = "rowmq")
public class DistanceResource {

  static final String FACTORY = "java:app/jms/distanceFactory";
  static final String QUESTIONS = "java:app/jms/distances";

  private static final long PATIENCE_MILLIS = 10_000;

  @Resource(lookup = FACTORY)
  private ConnectionFactory factory;

  @Resource(lookup = QUESTIONS)
  private Queue questions;

  /** The answer as text. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public String distance(@QueryParam("from") String from, @QueryParam("to") String to) {
    try (JMSContext context = factory.createContext()) {
      TemporaryQueue answers = context.createTemporaryQueue();
      try (JMSConsumer consumer = context.createConsumer(answers)) {
        context
            .createProducer()
            .setJMSReplyTo(answers)
            .setProperty("from", from)
            .setProperty("to", to)
            .send(questions, "how far?");
        String answer = consumer.receiveBody(String.class, PATIENCE_MILLIS);
        if (answer == null) {
          throw new ServiceUnavailableException("no answer in " + PATIENCE_MILLIS + " ms");
        }
        return answer;
      }
    }
  }
}
