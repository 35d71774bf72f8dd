/**
 * Small applications that use RowMQ on Payara Micro, one messaging pattern a package. All of them
 * are in {@code samples.war}; {@code ./rowmq run} deploys it.
 */
package org.rowmq.samples;
