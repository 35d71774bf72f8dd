/** Connections, sessions and contexts of applications on Payara Micro. */
package org.rowmq.it.outbound;
