package org.rowmq.management;

import java.util.List;
import java.util.Optional;
import org.rowmq.DestinationKind;

/**
 * Messages: looking at them changes nothing, and what changes them is audited in the same
 * transaction. Thread-safe. All methods throw {@link ManagementException}.
 */
public interface MessageManagement {

  /**
   * Messages in delivery order. A search looks at rows for two seconds at most and then says so.
   *
   * @param limit 1 to 500
   */
  default MessagePage browse(
      Caller caller, MessageSource source, MessageFilter filter, String cursor, int limit) {
    return browse(caller, source, filter, cursor, limit, List.of());
  }

  /**
   * The same with some properties of each message, their values for an OPERATOR only.
   *
   * @param properties names, 10 at most
   */
  MessagePage browse(
      Caller caller,
      MessageSource source,
      MessageFilter filter,
      String cursor,
      int limit,
      List<String> properties);

  /**
   * How many messages match; needs the role that {@link #browse} takes for the same filter. Looks
   * for two seconds at most, and not further than 10,000 matches. Without a filter nothing is
   * looked at: the number is kept.
   */
  MatchCount count(Caller caller, MessageSource source, MessageFilter filter);

  /**
   * Messages with their content in delivery order, a part at a time, to be kept elsewhere; needs
   * OPERATOR. Consumes nothing. The first part is written to the audit trail.
   *
   * @param cursor {@code next} of the part before, null to begin
   */
  Page<MessageDetail> export(
      Caller caller, MessageSource source, MessageFilter filter, String cursor);

  /** Dead letters of all destinations, grouped by reason. */
  DeadLetters deadLetters(Caller caller);

  /**
   * The dead letters among the messages of one source, in delivery order; exception messages and
   * stack traces only for an OPERATOR. Limits as for {@link #browse}.
   */
  Page<DeadLetters.Letter> deadLetters(
      Caller caller, MessageSource source, MessageFilter filter, String cursor, int limit);

  /**
   * Sends another message in the place of one that is there: the new one appears in {@code queue}
   * and the old one is gone, in one transaction; needs OPERATOR.
   *
   * @return JMSMessageID of the new message
   */
  String replace(Caller caller, String id, String queue, NewMessage message);

  /** One message; content only for an OPERATOR. */
  MessageDetail message(Caller caller, String id);

  /**
   * The value of one property as it is, also where {@link MessageDetail.PropertyView#masked()};
   * needs OPERATOR. Before it is returned, the audit trail has who saw which property of which
   * message, not its value.
   *
   * @return null where the property is null
   */
  String reveal(Caller caller, String id, String property);

  /**
   * What has to be sent to have this message again, properties that are masked left out; needs
   * OPERATOR. A delay is not repeated, and it may live as long as it might from the start.
   *
   * @return empty where its body is none that can be sent by hand: of an object, a stream, or with
   *     bytes in a map
   */
  Optional<NewMessage> again(Caller caller, String id);

  /**
   * The message next to a place in a list, whether or not there still is a message at that place.
   * Looks for two seconds at most, as {@link #browse} does.
   *
   * @param place as {@link MessageView#place()}
   * @param before whether the one before is wanted, not the one behind
   * @return a part with one message or none; {@code next} only where it is partial
   */
  MessagePage neighbour(
      Caller caller, MessageSource source, MessageFilter filter, String place, boolean before);

  /** The whole body, if there is one; needs OPERATOR. Written to the audit trail. */
  Optional<MessageBody> body(Caller caller, String id);

  /**
   * First step of {@link #run}: says how many messages it would be about; needs OPERATOR. Above
   * 1,000 the name of the source has to be given with the second step.
   */
  Confirmation confirm(Caller caller, MessageCommand command);

  /**
   * Does it; needs OPERATOR. Up to 1,000 messages are done when this returns, in one transaction
   * with the audit trail. More are done as a job, 500 in a transaction; it begins and ends in the
   * audit trail, and is forgotten when the node stops.
   *
   * @param token of the first step; may be null only where messages are named one by one and none
   *     is deleted
   * @param typedName where {@link Confirmation#nameRequired()} said so, else null
   */
  JobView run(Caller caller, MessageCommand command, String token, String typedName);

  /** A job, running or among the last hundred of its node; needs OPERATOR. */
  JobView job(Caller caller, String id);

  /** The jobs of all nodes, newest first, of others as they last told; needs OPERATOR. */
  List<JobView> jobs(Caller caller);

  /** Ends a job of the node asked after the batch it is at; needs OPERATOR. */
  JobView cancel(Caller caller, String id);

  /**
   * Sends a message; needs OPERATOR.
   *
   * @param idempotencyKey a second call with the same key by the same user on this node sends
   *     nothing and returns what the first returned; null for none
   * @return JMSMessageIDs
   */
  List<String> send(
      Caller caller, DestinationKind kind, String name, NewMessage message, String idempotencyKey);
}
