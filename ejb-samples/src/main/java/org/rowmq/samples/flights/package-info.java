/**
 * Work that must be done exactly once, with nothing but ordinary transactions. A bean reads 20,000
 * real flights and sends each as a message to queue {@code flights}, 100 a transaction; the row
 * that says how far it got is updated in the same transaction. A message-driven bean stores each
 * flight in a table and publishes those more than an hour late to topic {@code delays}, where two
 * durable subscribers with different selectors listen. Messages and tables are in one database, so
 * each of these steps is one commit: kill the server at any moment, start it again, and the report
 * still says that nothing is there twice and nothing is lost.
 */
package org.rowmq.samples.flights;
