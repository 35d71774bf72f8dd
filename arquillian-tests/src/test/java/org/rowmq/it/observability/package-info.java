/** What monitoring sees of a server with the adapter and the console. */
package org.rowmq.it.observability;
