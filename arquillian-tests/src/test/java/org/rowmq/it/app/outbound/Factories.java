package org.rowmq.it.app.outbound;

import jakarta.ejb.Stateless;
import jakarta.jms.JMSConnectionFactoryDefinition;

/** This application's connection factories: one for each transaction mode, and the default one. */
@Stateless
@JMSConnectionFactoryDefinition(
    name = Factories.PLATFORM_DEFAULT,
    resourceAdapter = "rowmq",
    maxPoolSize = 8)
@JMSConnectionFactoryDefinition(
    name = Factories.AUTO,
    resourceAdapter = "rowmq",
    properties = "transactionMode=auto",
    maxPoolSize = 250)
@JMSConnectionFactoryDefinition(
    name = Factories.CONTAINER,
    resourceAdapter = "rowmq",
    properties = "transactionMode=container")
@JMSConnectionFactoryDefinition(
    name = Factories.XA,
    resourceAdapter = "rowmq",
    properties = "transactionMode=xa")
@JMSConnectionFactoryDefinition(
    name = Factories.LAZY,
    resourceAdapter = "rowmq",
    properties = {
      "transactionMode=xa",
      "org.glassfish.connector-connection-pool.lazy-connection-enlistment=true"
    })
@JMSConnectionFactoryDefinition(
    name = Factories.LOCAL,
    resourceAdapter = "rowmq",
    properties = "transactionMode=local")
@JMSConnectionFactoryDefinition(
    name = Factories.NONE,
    resourceAdapter = "rowmq",
    properties = "transactionMode=none")
@JMSConnectionFactoryDefinition(
    name = Factories.MISSPELLED,
    resourceAdapter = "rowmq",
    properties = "transactionMode=contaner")
public class Factories {
  static final String PLATFORM_DEFAULT = "java:comp/DefaultJMSConnectionFactory";
  static final String AUTO = "java:app/jms/auto";
  static final String CONTAINER = "java:app/jms/container";
  static final String XA = "java:app/jms/xa";
  static final String LAZY = "java:app/jms/lazy";
  static final String LOCAL = "java:app/jms/local";
  static final String NONE = "java:app/jms/none";
  static final String MISSPELLED = "java:app/jms/misspelled";
}
