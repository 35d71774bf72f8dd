/**
 * Puts a node together from its configuration, and takes it down in order. The place where threads
 * are made.
 */
package org.rowmq.runtime;
