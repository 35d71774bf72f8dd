/** A library for the server: an XA data source at whose phases the process can be made to die. */
package org.rowmq.it.xa.halting;
