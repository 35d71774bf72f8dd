/** What a node counts and measures of itself, in memory; knows nobody. */
package org.rowmq.metrics;
