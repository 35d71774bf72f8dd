/**
 * Connections for applications: physical ones for the server's pool, and the handles applications
 * hold. Loaded privately.
 */
package org.rowmq.ra.outbound;
