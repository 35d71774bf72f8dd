package org.rowmq.management;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;

/**
 * All that a face may see and do. Roles are checked here, and every change, refused ones included,
 * is written to the audit trail. Thread-safe. All methods throw {@link ManagementException}.
 */
public interface ManagementService {

  /** The node's name, under which it is registered. */
  String nodeName();

  /**
   * Checks a console user's password. Takes the same time whether or not the user exists, and
   * refuses for a while after several failures for one name or address.
   *
   * @return the user's role; empty when refused for whatever reason
   */
  Optional<Role> authenticate(String user, char[] password, String address);

  /** Whether sign-in for this name or address is refused at present because of failures. */
  boolean throttled(String user, String address);

  /** Changes the caller's own password. */
  void changePassword(Caller caller, char[] current, char[] replacement);

  /**
   * Destinations whose name contains {@code filter} (case-insensitive; null for all), by kind and
   * name.
   */
  List<DestinationView> destinations(Caller caller, String filter);

  DestinationView destination(Caller caller, DestinationKind kind, String name);

  /** Needs ADMIN. */
  DestinationView createDestination(Caller caller, DestinationKind kind, String name);

  /** Needs OPERATOR. */
  DestinationView pause(
      Caller caller, DestinationKind kind, String name, boolean consumption, boolean production);

  /** First step of {@link #deleteDestination}; needs ADMIN. */
  Confirmation confirmDelete(Caller caller, DestinationKind kind, String name);

  /**
   * Deletes a destination with its messages; needs ADMIN.
   *
   * @param typedName the name, where {@link Confirmation#nameRequired()} said so, else null
   * @return how many messages went
   */
  long deleteDestination(
      Caller caller, DestinationKind kind, String name, String token, String typedName);

  /** First step of {@link #purge}; needs OPERATOR. */
  Confirmation confirmPurge(Caller caller, DestinationKind kind, String name);

  /**
   * Deletes the messages of a destination that nobody holds; needs OPERATOR.
   *
   * @return how many went
   */
  long purge(Caller caller, DestinationKind kind, String name, String token, String typedName);

  List<SubscriptionView> subscriptions(Caller caller, String topic);

  /** Messages of a queue in delivery order; nothing is consumed or changed. */
  Page<MessageView> browse(Caller caller, String queue, String cursor, int limit);

  /** Messages of a subscription in delivery order. */
  Page<MessageView> browseSubscription(
      Caller caller, long subscriptionId, String cursor, int limit);

  MessageDetail message(Caller caller, String id);

  /**
   * Sends a text message; needs OPERATOR.
   *
   * @return JMSMessageID
   */
  String send(Caller caller, DestinationKind kind, String name, NewTextMessage message);

  List<NodeView> nodes(Caller caller);

  /** The message-driven beans of the node asked, by name. */
  List<EndpointView> endpoints(Caller caller);

  /**
   * Pauses or resumes a message-driven bean of the node asked, until it is deployed again; needs
   * OPERATOR. To stop all consumers on all nodes, {@link #pause} the destination.
   *
   * @param name as in {@link EndpointView}
   */
  EndpointView pauseEndpoint(Caller caller, String name, boolean paused);

  /** Users of messaging clients; needs ADMIN, as do the four below. */
  List<ClientUserView> clientUsers(Caller caller);

  /**
   * Adds or changes a user.
   *
   * @param password null to keep the present one
   */
  ClientUserView saveClientUser(Caller caller, String name, char[] password, boolean enabled);

  /** Deletes a user with the permissions; open connections go on without any. */
  void deleteClientUser(Caller caller, String name);

  List<PermissionView> permissions(Caller caller);

  /**
   * Sets what a user may do; without any right, takes the permission away.
   *
   * @param user name, or {@code *} for every user
   * @param destination name; each {@code *} in it stands for any text
   */
  PermissionView permit(
      Caller caller, String user, String destination, Set<DestinationRight> rights);

  /** Newest first; an OPERATOR sees only own actions, a VIEWER none. */
  Page<AuditView> audit(Caller caller, String cursor, int limit);
}
