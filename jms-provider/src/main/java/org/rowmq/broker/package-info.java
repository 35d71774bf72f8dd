/**
 * The node: who gets a message ({@link org.rowmq.broker.Router}), who takes it next ({@link
 * org.rowmq.broker.Dispatcher}), what happens when delivery fails ({@link
 * org.rowmq.broker.Redelivery}), and the work done in the background ({@link
 * org.rowmq.broker.Sweeper}).
 *
 * <p>Locks: a dispatcher's lock is taken after a session's and before a consumer's. Nothing that
 * blocks, and no code of the application, is called while one is held.
 */
package org.rowmq.broker;
