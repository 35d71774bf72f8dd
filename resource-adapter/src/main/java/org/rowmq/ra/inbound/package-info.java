/** Delivery to message-driven beans. Loaded privately. */
package org.rowmq.ra.inbound;
