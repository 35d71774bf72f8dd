package org.rowmq.client;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.StoreException;

/** The temporary destinations of one connection (specification 6.2.2). Thread-safe. */
final class TemporaryDestinations {
  private final Broker broker;
  private final Map<RowmqDestination, DestinationRow> rows = new ConcurrentHashMap<>();

  TemporaryDestinations(Broker broker) {
    this.broker = broker;
  }

  RowmqDestination add(RowmqDestination temporary) throws JMSException {
    try {
      DestinationRow row = broker.createTemporary(temporary.kind(), temporary.getName());
      rows.put(temporary, row);
      return temporary;
    } catch (StoreException e) {
      throw JmsErrors.of(e);
    }
  }

  boolean owns(RowmqDestination temporary) {
    return rows.containsKey(temporary);
  }

  /** Deletes one that nobody consumes from. */
  void delete(RowmqDestination temporary) throws JMSException {
    DestinationRow row = rows.remove(temporary);
    if (row == null) {
      throw new InvalidDestinationException(
          temporary + " does not belong to this connection, or was deleted before");
    }
    try {
      broker.deletions().deleteTemporary(row);
    } catch (StoreException | BrokerException e) {
      rows.put(temporary, row); // to be tried again, or deleted with the others
      throw JmsErrors.of(e);
    }
  }

  /** Deletes all; the connection has been closed. */
  void deleteAll(FirstFailure failures) {
    for (RowmqDestination temporary : List.copyOf(rows.keySet())) {
      DestinationRow row = rows.remove(temporary);
      if (row != null) {
        failures.run(
            () ->
                broker
                    .endings()
                    .end(temporary.toString(), () -> broker.deletions().deleteTemporary(row)));
      }
    }
  }
}
