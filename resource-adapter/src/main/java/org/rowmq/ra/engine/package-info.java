/**
 * The adapter behind its beans: opens the node and gives connections and endpoints their share of
 * it. Loaded privately.
 */
package org.rowmq.ra.engine;
