/**
 * A question and its answer. The caller creates a temporary queue for the answer, names it in
 * {@code JMSReplyTo} and waits; a message-driven bean answers, with the question's id as
 * correlation id. Ask outside a transaction: a question sent inside one leaves only when it
 * commits, so waiting for the answer in the same transaction would wait for ever.
 */
package org.rowmq.samples.requestreply;
