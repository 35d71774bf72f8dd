/** An application that fills and empties queues for the console's tests. */
package org.rowmq.it.app.console;
