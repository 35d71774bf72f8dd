package org.rowmq.ra;

import jakarta.jms.QueueConnection;
import jakarta.jms.TopicConnection;

/**
 * What the server hands to applications: named in {@code ra.xml}, because servers such as WildFly
 * load the connection's implementation when they deploy the adapter. The class behind it is loaded
 * privately.
 */
public interface PooledConnection extends QueueConnection, TopicConnection {}
