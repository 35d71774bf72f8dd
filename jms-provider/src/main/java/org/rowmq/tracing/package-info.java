/**
 * Traces that follow a message from its sender to its receiver, with the OpenTelemetry API where
 * the program or the server has it. Knows nobody; only one class here refers to the API, and it is
 * loaded only when the API is there.
 */
package org.rowmq.tracing;
