package org.rowmq.samples.flights;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Queue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/** Sends the flights, a batch a transaction, and remembers in the same transaction how many. */
@Stateless
public class FlightFeed {

  /** Flights a transaction. */
  public static final int BATCH = 100;

  @PersistenceContext(unitName = "samples")
  private EntityManager entities;

  @Inject
  @JMSConnectionFactory(FlightDestinations.FACTORY)
  private JMSContext context;

  @Resource(lookup = FlightDestinations.FLIGHTS)
  private Queue queue;

  @Inject private FlightData data;

  /**
   * Sends the flights that come next.
   *
   * @return how many have been sent by now
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public int sendNextBatch() {
    FeedProgress progress = lockedProgress();
    List<Flight> flights = data.all();
    int from = progress.sent();
    int to = Math.min(from + BATCH, flights.size());
    JMSProducer producer = context.createProducer();
    for (Flight flight : flights.subList(from, to)) {
      producer.send(queue, message(flight));
    }
    progress.advanceTo(to);
    return to;
  }

  /** How many have been sent. */
  public int sent() {
    FeedProgress progress = entities.find(FeedProgress.class, FeedProgress.ID);
    return progress == null ? 0 : progress.sent();
  }

  private FeedProgress lockedProgress() {
    FeedProgress progress =
        entities.find(FeedProgress.class, FeedProgress.ID, LockModeType.PESSIMISTIC_WRITE);
    if (progress == null) {
      progress = new FeedProgress();
      entities.persist(progress);
    }
    return progress;
  }

  private MapMessage message(Flight flight) {
    MapMessage message = context.createMapMessage();
    try {
      flight.writeTo(message);
    } catch (JMSException e) {
      throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    }
    return message;
  }
}
