/**
 * An application cannot tell whether the adapter is there: its libraries, providers and drivers are
 * its own.
 */
package org.rowmq.it.isolation;
