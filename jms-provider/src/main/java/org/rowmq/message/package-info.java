/**
 * The six message types, what their values convert to, and the bytes they are stored as
 * (specification section 3). Depends on the JDK, Jakarta Messaging, {@code org.rowmq} and {@code
 * org.rowmq.selector} only.
 */
package org.rowmq.message;
