/** Two resources in one transaction, and a server that dies between the two phases. */
package org.rowmq.it.xa;
