package org.rowmq.it.app.orders;

import jakarta.ejb.Stateless;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSDestinationDefinition;

/** Names of this application's factory and queues. */
@Stateless
@JMSConnectionFactoryDefinition(name = OrderQueues.FACTORY, resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = OrderQueues.TO_SHIP,
    interfaceName = "jakarta.jms.Queue",
    destinationName = "orders.to-ship",
    resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = OrderQueues.TO_INVOICE,
    interfaceName = "jakarta.jms.Queue",
    destinationName = "orders.to-invoice",
    resourceAdapter = "rowmq")
public class OrderQueues {
  static final String FACTORY = "java:app/jms/orders";
  static final String TO_SHIP = "java:app/jms/to-ship";
  static final String TO_INVOICE = "java:app/jms/to-invoice";
}
