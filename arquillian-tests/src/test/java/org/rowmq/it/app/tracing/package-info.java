/** An application with MicroProfile Telemetry, whose bean says in which trace it is. */
package org.rowmq.it.app.tracing;
