package org.rowmq.samples.flights;

import jakarta.ejb.Stateless;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSDestinationDefinition;

/** The names under which this application sees RowMQ: one factory, one queue, one topic. */
@Stateless
@JMSConnectionFactoryDefinition(
    name = FlightDestinations.FACTORY,
    interfaceName = "jakarta.jms.ConnectionFactory",
    resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = FlightDestinations.FLIGHTS,
    interfaceName = "jakarta.jms.Queue",
    destinationName = "flights",
    resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = FlightDestinations.DELAYS,
    interfaceName = "jakarta.jms.Topic",
    destinationName = "delays",
    resourceAdapter = "rowmq")
public class FlightDestinations {

  public static final String FACTORY = "java:app/jms/flightsFactory";
  public static final String FLIGHTS = "java:app/jms/flights";
  public static final String DELAYS = "java:app/jms/delays";
}
