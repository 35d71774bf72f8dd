package org.rowmq.samples.flights;

import java.util.List;
import java.util.Locale;

/**
 * What the tables say about the flights.
 *
 * @param total flights in the file
 * @param sent flights that the feed has sent
 * @param stored rows in the table of flights
 * @param storedTwice flights with more than one row
 * @param notStored flights sent that have no row
 * @param altered rows that differ from the flight in the file
 * @param subscribers what each subscriber to topic delays has got
 * @param waiting messages that are still in queue flights
 */
public record FlightReport(
    int total,
    int sent,
    int stored,
    int storedTwice,
    int notStored,
    int altered,
    List<Subscriber> subscribers,
    int waiting) {

  /**
   * One subscriber to topic delays.
   *
   * @param name of the durable subscription
   * @param expected flights sent that its selector matches
   * @param received rows it has written
   * @param twice flights it got more than once
   * @param missing flights it should have got and did not
   * @param wrong flights it got that its selector does not match
   */
  public record Subscriber(
      String name, int expected, int received, int twice, int missing, int wrong) {}

  /** Late flights that have reached a subscriber. */
  public int delays() {
    return subscribers.stream().mapToInt(Subscriber::received).sum();
  }

  /** All that was there more often than it should. */
  public int twice() {
    return storedTwice + subscribers.stream().mapToInt(Subscriber::twice).sum();
  }

  /** All that was sent and did not arrive. */
  public int lost() {
    return notStored + subscribers.stream().mapToInt(Subscriber::missing).sum();
  }

  /** All that is not as it was sent, or not where it belongs. */
  public int wrong() {
    return altered + subscribers.stream().mapToInt(Subscriber::wrong).sum();
  }

  /** Whether the whole file went all the way, each flight once and unharmed. */
  public boolean isComplete() {
    return sent == total && twice() == 0 && lost() == 0 && wrong() == 0 && waiting == 0;
  }

  /** The report in one line. */
  public String summary() {
    String result =
        "%s sent, %s stored, %s delays, %s twice, %s lost"
            .formatted(
                number(sent),
                number(stored),
                number(delays()),
                nothingOr(twice()),
                nothingOr(lost()));
    return wrong() == 0 ? result : result + ", " + number(wrong()) + " wrong";
  }

  private static String nothingOr(int count) {
    return count == 0 ? "nothing" : number(count);
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
  }
}
