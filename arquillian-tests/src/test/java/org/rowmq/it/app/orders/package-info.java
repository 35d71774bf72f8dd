/**
 * An order is placed, shipped and invoiced: each step is one transaction that writes a row and, but
 * for the last, sends the message that causes the next. No bean knows that it might be called
 * twice, and none looks whether it has been.
 */
package org.rowmq.it.app.orders;
