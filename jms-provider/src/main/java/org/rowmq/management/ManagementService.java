package org.rowmq.management;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;

/**
 * All that a face may see and do. Roles are checked here, and every change, refused ones included,
 * is written to the audit trail. Thread-safe. All methods throw {@link ManagementException}.
 */
public interface ManagementService {
  /**
   * Subscriptions of a topic in a list whose trend is known: a page of 25 topics must not take all
   * the room that there is for points.
   */
  int MOST_OF_A_TREND = 20;

  /** The node's name, under which it is registered. */
  String nodeName();

  /**
   * Checks a console user's password. Takes the same time whether or not the user exists, and
   * refuses for a while after several failures for one name or address.
   *
   * @return the user's role; empty when refused for whatever reason
   */
  Optional<Role> authenticate(String user, char[] password, String address);

  /**
   * The role a user of the console has now; empty when there is no such user, or none who may sign
   * in. For whoever signed in earlier: known for two seconds on other nodes than the one where it
   * was changed.
   */
  Optional<Role> roleOf(String user);

  /**
   * Whether a user has still the password that was made up for the first administrator and logged.
   * Whoever lets somebody sign in lets him do nothing else before he has changed it.
   */
  boolean mustChangePassword(String user);

  /** Writes to the audit trail that somebody has ended a session. */
  void signedOut(Caller caller);

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

  /**
   * How old the oldest message is that waits at a destination, as the time it was stored,
   * milliseconds since 1970; 0 when none waits. May be five seconds old itself.
   */
  long oldestMessage(Caller caller, DestinationKind kind, String name);

  /** How a destination has developed. */
  HistoryView history(Caller caller, DestinationKind kind, String name, HistoryView.Range range);

  /**
   * How a destination has developed over the last 15 minutes, for a row of a list: from memory,
   * with the subscriptions of a topic as they were a second ago. Without points for a topic that
   * has more than {@link #MOST_OF_A_TREND} of them.
   */
  HistoryView trend(Caller caller, DestinationKind kind, String name);

  /** How all of them together have developed. */
  HistoryView history(Caller caller, HistoryView.Range range);

  /**
   * A number that is another one when what lists of destinations show has changed: destinations,
   * what arrived and left, rates, consumers. From memory; of other nodes as they told with their
   * heartbeats, which are read every two seconds at most, and only where there can be others.
   */
  long changes();

  /** The sums that every page shows. */
  TotalsView totals(Caller caller);

  /** What somebody should look at, the most pressing first; at most 100. */
  List<AttentionView> attention(Caller caller);

  /** Needs ADMIN. */
  DestinationView createDestination(Caller caller, DestinationKind kind, String name);

  /** Needs OPERATOR. */
  DestinationView pause(
      Caller caller, DestinationKind kind, String name, boolean consumption, boolean production);

  /** A destination with what can be changed of it. */
  EditableDestination editableDestination(Caller caller, DestinationKind kind, String name);

  /**
   * Changes whether a destination is paused and its own settings, all of it or nothing; needs
   * ADMIN.
   *
   * @param version the {@link EditableDestination#version()} that the caller has seen; refused as
   *     CONFLICT when somebody has changed it since
   * @return what holds now
   */
  EditableDestination changeDestination(
      Caller caller, DestinationKind kind, String name, DestinationChange change, String version);

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

  /** First step of {@link #deleteDestinations}, for 1 to 100 names of one kind; needs ADMIN. */
  SeveralDeletions confirmDeletes(Caller caller, DestinationKind kind, List<String> names);

  /**
   * Deletes several destinations with their messages; needs ADMIN. One that is not as it was when
   * it was asked about, or not there, is left out, and the others go.
   *
   * @param tokens those of the first step, by name
   * @param typed {@link SeveralDeletions#toType()} of just these; without it nothing is deleted if
   *     one of them has messages or consumers
   * @return what became of each, in this order
   */
  List<SeveralDeletions.Outcome> deleteDestinations(
      Caller caller, DestinationKind kind, Map<String, String> tokens, String typed);

  /** First step of {@link #purge}; needs OPERATOR. */
  Confirmation confirmPurge(Caller caller, DestinationKind kind, String name);

  /**
   * Deletes the messages of a destination that nobody holds; needs OPERATOR.
   *
   * @return how many went
   */
  long purge(Caller caller, DestinationKind kind, String name, String token, String typedName);

  List<SubscriptionView> subscriptions(Caller caller, String topic);

  /** The subscriptions of all topics, the largest backlog first. */
  List<SubscriptionView> subscriptions(Caller caller);

  /**
   * Makes a durable subscription, which keeps messages from now on; needs OPERATOR.
   *
   * @param clientId needed unless it is shared, else may be null
   * @param selector null for all messages
   */
  SubscriptionView createSubscription(
      Caller caller, String topic, String clientId, String name, boolean shared, String selector);

  /** First step of {@link #deleteSubscription}; needs OPERATOR. */
  Confirmation confirmDeleteSubscription(Caller caller, long id);

  /**
   * Deletes a subscription that nobody consumes from, with its messages; needs OPERATOR. To delete
   * its messages only, see {@link MessageManagement#run}.
   *
   * @param typedName its name, where {@link Confirmation#nameRequired()} said so, else null
   * @return how many messages went
   */
  long deleteSubscription(Caller caller, long id, String token, String typedName);

  /**
   * The durable subscription of a client with this name.
   *
   * @param clientId null for the shared one that belongs to no client
   */
  SubscriptionView subscription(Caller caller, String clientId, String name);

  /** As {@link #confirmDeleteSubscription(Caller, long)}, called as in {@link #subscription}. */
  Confirmation confirmDeleteSubscription(Caller caller, String clientId, String name);

  /** As {@link #deleteSubscription(Caller, long, String, String)}, called by its name. */
  long deleteSubscription(
      Caller caller, String clientId, String name, String token, String typedName);

  /** First step of {@link #changeSelector}; needs ADMIN. */
  Confirmation confirmSelector(Caller caller, long id, String selector);

  /**
   * Deletes a durable subscription that nobody consumes from, with its messages, and makes it anew
   * with another selector; needs ADMIN. What is published in between is not kept.
   *
   * @param selector null for all messages
   * @param typedName its name, where {@link Confirmation#nameRequired()} said so, else null
   * @return the new one, which has another number
   */
  SubscriptionView changeSelector(
      Caller caller, long id, String selector, String token, String typedName);

  /** Transaction branches that are prepared, of all nodes, oldest first. */
  List<PreparedTransaction> preparedTransactions(Caller caller);

  /**
   * Ends a prepared transaction in place of its transaction manager, which will find it gone; needs
   * ADMIN.
   *
   * @param xid see {@link PreparedTransaction#xid()}
   * @param reason for the audit trail, 1 to 500 characters
   */
  void resolveTransaction(Caller caller, String xid, boolean commit, String reason);

  /** Who consumes and who is connected. */
  ClientManagement clients();

  /** What can be done with messages. */
  MessageManagement messages();

  List<NodeView> nodes(Caller caller);

  /** One node, and how it is. */
  NodeDetail node(Caller caller, String name);

  /** The message-driven beans of all nodes, by name; of others as they last told. */
  List<EndpointView> endpoints(Caller caller);

  /**
   * Pauses or resumes a message-driven bean of the node asked, until it is deployed again; needs
   * OPERATOR. To stop all consumers on all nodes, {@link #pause} the destination.
   *
   * @param name as in {@link EndpointView}
   */
  EndpointView pauseEndpoint(Caller caller, String name, boolean paused);

  /** What this node was started with, in the order it is documented; needs ADMIN. */
  List<SettingView> settings(Caller caller);

  /** Settings that can be changed while nodes run. */
  SettingManagement runtimeSettings();

  /** Users of the console; needs ADMIN, as do the two below. */
  List<ConsoleUserView> consoleUsers(Caller caller);

  /**
   * Adds a user of the console, or changes one; nobody can take ADMIN from, or lock out, himself.
   *
   * @param password null to keep the present one
   */
  ConsoleUserView saveConsoleUser(
      Caller caller, String name, Role role, char[] password, boolean enabled);

  /** Deletes one, who is not the caller. */
  void deleteConsoleUser(Caller caller, String name);

  /**
   * What this node counts and measures, and the kept numbers of messages; cheap, but made for a
   * call every few seconds.
   */
  List<MetricFamily> metrics(Caller caller);

  /**
   * Whether the database answers, as far as this node knows from its heartbeats; known at once.
   * While it does not, other calls may wait for many seconds.
   */
  boolean storeAnswers();

  /** Whether this node lives and can work; for everybody. Waits two seconds at most. */
  HealthView health();

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

  /**
   * Newest first; an OPERATOR sees only own actions, a VIEWER none. Looks at 10,000 entries at
   * most: a page may have fewer than {@code limit} entries, or none, and all the same a next one.
   */
  Page<AuditView> audit(Caller caller, AuditFilter filter, String cursor, int limit);

  /**
   * The same to be kept elsewhere, a part at a time; the first part is written to the audit trail.
   */
  Page<AuditView> exportAudit(Caller caller, AuditFilter filter, String cursor);

  /**
   * How many entries {@link #audit} has for a filter, among the newest 10,000; {@code partial} when
   * there are older ones.
   */
  MatchCount countAudit(Caller caller, AuditFilter filter);
}
