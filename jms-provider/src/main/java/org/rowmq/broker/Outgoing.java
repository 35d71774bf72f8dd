package org.rowmq.broker;

import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;

/** A message on its way to a destination, not yet routed to mailboxes. */
public record Outgoing(DestinationRow destination, Envelope envelope, Origin origin) {}
