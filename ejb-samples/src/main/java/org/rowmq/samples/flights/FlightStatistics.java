package org.rowmq.samples.flights;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Counts and compares, from the tables and the file. */
@Stateless
public class FlightStatistics {

  @PersistenceContext(unitName = "samples")
  private EntityManager entities;

  @Inject
  @JMSConnectionFactory(FlightDestinations.FACTORY)
  private JMSContext context;

  @Resource(lookup = FlightDestinations.FLIGHTS)
  private Queue queue;

  @Inject private FlightFeed feed;
  @Inject private FlightData data;

  /** Counters only: cheap enough to ask for several times a second. */
  public Progress progress() {
    return new Progress(
        data.all().size(),
        feed.sent(),
        count("select count(f) from StoredFlight f"),
        count("select count(d) from ReceivedDelay d"));
  }

  /** Everything, each flight compared with the file. */
  public FlightReport report() {
    List<Flight> sent = data.all().subList(0, feed.sent());
    List<Flight> stored =
        entities
            .createQuery("select f from StoredFlight f", StoredFlight.class)
            .getResultStream()
            .map(StoredFlight::flight)
            .toList();
    Map<Integer, Integer> rowsOf = new HashMap<>();
    stored.forEach(flight -> rowsOf.merge(flight.number(), 1, Integer::sum));
    return new FlightReport(
        data.all().size(),
        sent.size(),
        stored.size(),
        moreThanOnce(rowsOf),
        (int) sent.stream().filter(flight -> !rowsOf.containsKey(flight.number())).count(),
        (int) stored.stream().filter(flight -> !isAsInTheFile(flight)).count(),
        List.of(
            subscriber(ModerateDelays.NAME, sent, f -> f.isLate() && f.delay() <= Flight.VERY_LATE),
            subscriber(LongDelays.NAME, sent, f -> f.isLate() && f.delay() > Flight.VERY_LATE)),
        waiting());
  }

  private FlightReport.Subscriber subscriber(
      String name, List<Flight> sent, Predicate<Flight> selector) {
    Set<Integer> expected =
        sent.stream().filter(selector).map(Flight::number).collect(Collectors.toSet());
    List<Integer> received =
        entities
            .createQuery(
                "select d.number from ReceivedDelay d where d.subscriber = :name", Integer.class)
            .setParameter("name", name)
            .getResultList();
    Map<Integer, Integer> rowsOf = new HashMap<>();
    received.forEach(number -> rowsOf.merge(number, 1, Integer::sum));
    Set<Integer> missing = new HashSet<>(expected);
    missing.removeAll(rowsOf.keySet());
    Set<Integer> wrong = new HashSet<>(rowsOf.keySet());
    wrong.removeAll(expected);
    return new FlightReport.Subscriber(
        name, expected.size(), received.size(), moreThanOnce(rowsOf), missing.size(), wrong.size());
  }

  private boolean isAsInTheFile(Flight flight) {
    List<Flight> flights = data.all();
    return flight.number() >= 0
        && flight.number() < flights.size()
        && flights.get(flight.number()).equals(flight);
  }

  private static int moreThanOnce(Map<Integer, Integer> rowsOf) {
    return (int) rowsOf.values().stream().filter(rows -> rows > 1).count();
  }

  private int waiting() {
    try (QueueBrowser browser = context.createBrowser(queue)) {
      return Collections.list(browser.getEnumeration()).size();
    } catch (JMSException e) {
      throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    }
  }

  private int count(String query) {
    return Math.toIntExact(entities.createQuery(query, Long.class).getSingleResult());
  }

  /**
   * How far things are.
   *
   * @param total flights in the file
   * @param sent flights sent
   * @param stored rows in the table of flights
   * @param delays late flights that have reached a subscriber
   */
  public record Progress(int total, int sent, int stored, int delays) {}
}
