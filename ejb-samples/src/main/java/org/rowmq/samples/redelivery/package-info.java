/**
 * Work that fails and is tried again. The message-driven bean writes its row, then finds that it
 * cannot finish and marks the transaction for rollback: the row disappears, the message comes back
 * with {@code JMSXDeliveryCount} one higher. On the third delivery all goes well, and row and
 * acknowledgement are committed together. The table shows one booking, made at the third try.
 */
package org.rowmq.samples.redelivery;
