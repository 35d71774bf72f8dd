/**
 * The program behind {@code ./rowmq run}: Payara Micro with RowMQ, the console and the samples, in
 * one process that listens on loopback only. It is not part of {@code samples.war}.
 */
package org.rowmq.samples.launcher;
