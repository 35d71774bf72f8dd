/**
 * RowMQ beside other providers: the same scenarios through the Jakarta Messaging API, one JVM per
 * run, the runs of all providers alternating. {@link org.rowmq.benchmarks.Bench} is the command.
 */
package org.rowmq.benchmarks;
