package org.rowmq.samples.flights;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;

/**
 * A flight of the data file.
 *
 * @param number its place in the file, from 0: the data has no key of its own
 * @param date day and time of departure, as the file has it
 * @param delay minutes late; negative when early
 * @param distance miles
 * @param origin IATA code of the airport
 * @param destination IATA code of the airport
 */
public record Flight(
    int number, String date, int delay, int distance, String origin, String destination) {

  /** A flight later than this many minutes is published to topic {@code delays}. */
  public static final int LATE = 60;

  /** A late flight up to this many minutes is of interest to the one subscriber, else the other. */
  public static final int VERY_LATE = 120;

  public boolean isLate() {
    return delay > LATE;
  }

  /** Fills in the message, with those fields as properties that selectors ask for. */
  void writeTo(MapMessage message) throws JMSException {
    message.setInt("number", number);
    message.setString("date", date);
    message.setInt("delay", delay);
    message.setInt("distance", distance);
    message.setString("origin", origin);
    message.setString("destination", destination);
    message.setIntProperty("delay", delay);
    message.setStringProperty("origin", origin);
  }

  static Flight readFrom(MapMessage message) throws JMSException {
    return new Flight(
        message.getInt("number"),
        message.getString("date"),
        message.getInt("delay"),
        message.getInt("distance"),
        message.getString("origin"),
        message.getString("destination"));
  }
}
