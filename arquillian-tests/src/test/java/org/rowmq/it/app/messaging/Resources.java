package org.rowmq.it.app.messaging;

import jakarta.ejb.Stateless;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSDestinationDefinition;

/** Names of this application's factory and queue. */
@Stateless
@JMSConnectionFactoryDefinition(name = Resources.FACTORY, resourceAdapter = "rowmq")
@JMSDestinationDefinition(
    name = Resources.QUEUE,
    interfaceName = "jakarta.jms.Queue",
    destinationName = "it.messages",
    resourceAdapter = "rowmq")
public class Resources {
  public static final String FACTORY = "java:app/jms/factory";
  public static final String QUEUE = "java:app/jms/messages";
}
