package org.rowmq.ra.outbound;

import jakarta.jms.QueueSession;
import jakarta.jms.TopicSession;

/**
 * The session an application holds: of both classic domains; which methods are allowed depends on
 * its connection.
 */
interface ManagedSession extends QueueSession, TopicSession {}
