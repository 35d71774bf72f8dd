/**
 * What a session's sends and acknowledgements take part in: nothing, a local transaction, a branch
 * of a distributed one, or the container's transaction.
 */
package org.rowmq.transaction;
