package org.rowmq.management.jmx;

import javax.management.openmbean.CompositeData;

/** Messages of queues and subscriptions; looking at them changes nothing. */
@Described("Messages; a source is the name of a queue, or the number of a subscription after a #")
public interface MessagesMBean {

  @Described(
      "Messages in delivery order; the cursor is empty at first, then next of the part before")
  CompositeData browse(
      @Described("source") String source,
      @Described("selector, or empty") String selector,
      @Described("cursor, or empty") String cursor,
      @Described("limit, 1 to 500") int limit);

  @Described("How many match a selector: looks for two seconds and 10,000 matches at most")
  CompositeData count(
      @Described("source") String source, @Described("selector, or empty for all") String selector);

  @Described("One message with properties and body; objects are never deserialised")
  CompositeData find(@Described("id") String id);

  @Described("The value of one property, also where it is masked; audited without the value")
  String reveal(@Described("id") String id, @Described("property") String property);

  @Described("Sends a persistent text message; answers its JMSMessageID")
  String sendText(
      @Described("type") String type,
      @Described("name") String name,
      @Described("text") String text);

  @Described(
      "First step of run, for all messages that the selector takes: says how many, and gives the"
          + " token")
  CompositeData confirm(
      @Described("action: MOVE, COPY, DELETE or RETRY") String action,
      @Described("source") String source,
      @Described("selector, or empty for all") String selector,
      @Described("target queue, or empty for RETRY to the origin and for DELETE") String target);

  @Described("Does it; many messages are done as a job")
  CompositeData run(
      @Described("action: MOVE, COPY, DELETE or RETRY") String action,
      @Described("source") String source,
      @Described("selector, or empty for all") String selector,
      @Described("target queue, or empty for RETRY to the origin and for DELETE") String target,
      @Described("token") String token,
      @Described("typedName, where the first step said so") String typedName);

  @Described(
      "Moves, copies, deletes or retries one message; for DELETE with the token of confirmOne")
  CompositeData runOne(
      @Described("action: MOVE, COPY, DELETE or RETRY") String action,
      @Described("source") String source,
      @Described("id") String id,
      @Described("target queue, or empty for RETRY to the origin and for DELETE") String target,
      @Described("token, for DELETE") String token);

  @Described("First step of runOne with DELETE")
  CompositeData confirmOne(@Described("source") String source, @Described("id") String id);

  @Described("Dead letters of all destinations, grouped by reason")
  CompositeData[] getDeadLetters();

  @Described("Work on many messages, newest first")
  CompositeData[] getJobs();

  @Described("Ends a job after the batch it is at")
  CompositeData cancelJob(@Described("id") String id);
}
