/**
 * The Jakarta Messaging objects. {@link org.rowmq.client.RowmqConnectionFactory} is for
 * applications; {@link org.rowmq.client.ClientNode} is for the runtime and the resource adapter;
 * all else is seen through the interfaces of the specification.
 */
package org.rowmq.client;
