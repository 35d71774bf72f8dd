/** Deployed with and without the adapter. */
package org.rowmq.it.isolation.app;
