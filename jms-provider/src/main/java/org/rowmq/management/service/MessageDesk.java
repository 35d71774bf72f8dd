package org.rowmq.management.service;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Mailbox;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.DeadLetters.Letter;
import org.rowmq.management.JobView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MatchCount;
import org.rowmq.management.MessageBody;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessagePage;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.management.Page;
import org.rowmq.management.Role;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.management.service.MessageSearch.Found;
import org.rowmq.management.service.Names.Source;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;

/** Roles and audit in front of those who read, send and change messages. Thread-safe. */
final class MessageDesk implements MessageManagement {
  private static final int MOST_IN_PAGE = 500;
  private static final int MOST_PROPERTIES = 10;
  private static final long MOST_COUNTED = 10_000;
  private static final int EXPORTED_AT_ONCE = 100;
  private static final int MOST_KEYS = 10_000;

  private final Broker broker;
  private final Guard guard;
  private final MessageSearch search;
  private final MessageReader reader;
  private final MessageSender sender;
  private final Graveyard graveyard;
  private final MessageWork work;

  /** What was sent with an idempotency key, the oldest forgotten first; guarded by itself. */
  private final Map<String, List<String>> sent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > MOST_KEYS;
        }
      };

  MessageDesk(Broker broker, Guard guard, Confirmations confirmations, Clock clock) {
    this.broker = broker;
    this.guard = guard;
    this.search = new MessageSearch(broker, MessageSearch.LIMIT);
    this.reader = new MessageReader(broker);
    this.sender = new MessageSender(broker);
    this.graveyard = new Graveyard(broker, search);
    this.work = new MessageWork(broker, guard, confirmations, search, reader, clock);
  }

  @Override
  public MessagePage browse(
      Caller caller,
      MessageSource source,
      MessageFilter filter,
      String cursor,
      int limit,
      List<String> properties) {
    mayBrowse(caller, source, filter);
    if (properties.size() > MOST_PROPERTIES) {
      throw new ManagementException(
          Kind.INVALID, "Ask for at most " + MOST_PROPERTIES + " properties.", "property", null);
    }
    boolean contentVisible = caller.role().includes(Role.OPERATOR);
    return Guard.translating(
        () -> {
          MessageMatcher matcher = MessageMatcher.of(filter);
          int most = Math.max(1, Math.min(limit, MOST_IN_PAGE));
          return page(
              search.find(
                  Names.source(broker, source).mailbox().id(),
                  matcher,
                  Cursors.browseKey(cursor),
                  most),
              message -> reader.view(message, properties, contentVisible));
        });
  }

  @Override
  public MatchCount count(Caller caller, MessageSource source, MessageFilter filter) {
    mayBrowse(caller, source, filter);
    return Guard.translating(
        () -> {
          MessageMatcher matcher = MessageMatcher.of(filter);
          long mailbox = Names.source(broker, source).mailbox().id();
          if (filter.equals(MessageFilter.ALL)) {
            return new MatchCount(broker.depth(mailbox), false, false);
          }
          return search.countUpTo(MOST_COUNTED, mailbox, matcher);
        });
  }

  @Override
  public Page<MessageDetail> export(
      Caller caller, MessageSource source, MessageFilter filter, String cursor) {
    Source found = Guard.translating(() -> Names.source(broker, source));
    Command command = new Command(caller, Role.OPERATOR, "export", found.type(), found.name());
    guard.need(command, DestinationRight.BROWSE, found.destination());
    MessagePage page = browse(caller, source, filter, cursor, EXPORTED_AT_ONCE);
    if (cursor == null) {
      guard.audit(command, 0, AuditTrail.OK, null);
    }
    List<MessageDetail> details = new ArrayList<>(page.items().size());
    for (MessageView message : page.items()) {
      try {
        details.add(Guard.translating(() -> reader.detail(message.id(), true)));
      } catch (ManagementException e) {
        if (e.kind() != Kind.NOT_FOUND) { // else it has been consumed meanwhile
          throw e;
        }
      }
    }
    return new Page<>(details, page.next());
  }

  /** A filter by content takes the role that may see it: the answer tells what is in there. */
  private void mayBrowse(Caller caller, MessageSource source, MessageFilter filter) {
    Source found = Guard.translating(() -> Names.source(broker, source));
    Role needed = filter.seesContent() ? Role.OPERATOR : Role.VIEWER;
    guard.need(
        new Command(
            caller,
            needed,
            needed == Role.OPERATOR ? "search" : "browse",
            found.type(),
            found.name()),
        DestinationRight.BROWSE,
        found.destination());
  }

  private void mayBrowse(Caller caller, String messageId, Role needed, String action) {
    Guard.translating(() -> reader.mailboxOf(messageId))
        .ifPresent(
            mailbox ->
                guard.need(
                    new Command(caller, needed, action, "message", messageId),
                    DestinationRight.BROWSE,
                    mailbox.destination().name()));
  }

  @Override
  public DeadLetters deadLetters(Caller caller) {
    return Guard.translating(graveyard::groups);
  }

  @Override
  public Page<Letter> deadLetters(
      Caller caller, MessageSource source, MessageFilter filter, String cursor, int limit) {
    boolean contentVisible = caller.role().includes(Role.OPERATOR);
    mayBrowse(caller, source, filter);
    return Guard.translating(
        () ->
            graveyard.letters(
                Names.source(broker, source).mailbox().id(),
                MessageMatcher.of(filter),
                Cursors.browseKey(cursor),
                Math.max(1, Math.min(limit, MOST_IN_PAGE)),
                contentVisible));
  }

  @Override
  public String replace(Caller caller, String id, String queue, NewMessage message) {
    Command command =
        new Command(
            caller, Role.OPERATOR, "replace", "queue", queue, Map.of("id", String.valueOf(id)));
    guard.need(command, DestinationRight.SEND, queue);
    Guard.translating(() -> reader.mailboxOf(id))
        .ifPresent(from -> guard.need(command, DestinationRight.MANAGE, from.destination().name()));
    return guard.runAudited(
        command,
        () -> {
          BrowsedMessage old = reader.require(id);
          DestinationRow target = Names.destination(broker, DestinationKind.QUEUE, queue);
          Envelope envelope = sender.envelope(target, message);
          Mailbox from =
              broker.repair().mailbox(old.message().mailboxId()).orElseThrow(MessageReader::gone);
          int replaced =
              broker
                  .repair()
                  .replace(
                      from, old, Mailbox.of(target), envelope, count -> guard.done(command, count));
          if (replaced == 0) {
            throw new ManagementException(
                Kind.CONFLICT, "A consumer holds this message now: it was left as it is.");
          }
          return broker.messageId(envelope.messageId());
        });
  }

  @Override
  public MessageDetail message(Caller caller, String id) {
    mayBrowse(caller, id, Role.VIEWER, "browse");
    boolean contentVisible = caller.role().includes(Role.OPERATOR);
    return Guard.translating(() -> reader.detail(id, contentVisible));
  }

  @Override
  public String reveal(Caller caller, String id, String property) {
    Command command =
        new Command(
            caller,
            Role.OPERATOR,
            "reveal",
            "message",
            id,
            Map.of("property", String.valueOf(property)));
    guard.need(command);
    Guard.translating(() -> reader.mailboxOf(id))
        .ifPresent(
            mailbox -> guard.need(command, DestinationRight.BROWSE, mailbox.destination().name()));
    return guard
        .run(command, () -> Optional.ofNullable(reader.property(id, property)), value -> 1)
        .orElse(null);
  }

  @Override
  public Optional<NewMessage> again(Caller caller, String id) {
    mayBrowse(caller, id, Role.OPERATOR, "browse");
    return Guard.translating(() -> reader.again(id));
  }

  @Override
  public MessagePage neighbour(
      Caller caller, MessageSource source, MessageFilter filter, String place, boolean before) {
    mayBrowse(caller, source, filter);
    return Guard.translating(
        () -> {
          MessageMatcher matcher = MessageMatcher.of(filter);
          BrowseKey key = Cursors.browseKey(Objects.requireNonNull(place, "place"));
          long mailbox = Names.source(broker, source).mailbox().id();
          return page(
              before ? search.before(mailbox, matcher, key) : search.find(mailbox, matcher, key, 1),
              MessageReader::view);
        });
  }

  private static MessagePage page(Found found, Function<BrowsedMessage, MessageView> view) {
    return new MessagePage(
        found.messages().stream().map(view).toList(),
        found.next() == null ? null : Cursors.of(found.next()),
        found.partial(),
        found.searched());
  }

  @Override
  public Optional<MessageBody> body(Caller caller, String id) {
    Command command = new Command(caller, Role.OPERATOR, "download", "message", id);
    guard.need(command);
    mayBrowse(caller, id, Role.OPERATOR, "download");
    return guard.run(command, () -> reader.body(id), body -> body.isPresent() ? 1 : 0);
  }

  @Override
  public Confirmation confirm(Caller caller, MessageCommand command) {
    return work.confirm(caller, command);
  }

  @Override
  public JobView run(Caller caller, MessageCommand command, String token, String typedName) {
    return work.run(caller, command, token, typedName);
  }

  @Override
  public JobView job(Caller caller, String id) {
    mayUseJobs(caller);
    return Guard.translating(() -> work.job(id));
  }

  @Override
  public List<JobView> jobs(Caller caller) {
    mayUseJobs(caller);
    return Guard.translating(work::all);
  }

  @Override
  public JobView cancel(Caller caller, String id) {
    return guard.run(
        new Command(caller, Role.OPERATOR, "cancel", "job", id), () -> work.cancel(id), view -> 0);
  }

  /** The jobs of this node, newest first. */
  List<JobView> ownJobs() {
    return work.own();
  }

  private static void mayUseJobs(Caller caller) {
    if (!caller.role().includes(Role.OPERATOR)) {
      throw new ManagementException(Kind.FORBIDDEN, "This needs the role operator.");
    }
  }

  @Override
  public List<String> send(
      Caller caller, DestinationKind kind, String name, NewMessage message, String key) {
    Command command = new Command(caller, Role.OPERATOR, "send", kind.scheme(), name);
    guard.need(command, DestinationRight.SEND, name);
    return guard.runAudited(
        command,
        () -> {
          if (key == null) {
            return sender.send(
                Names.destination(broker, kind, name),
                message,
                guard.done(command, message.count()));
          }
          synchronized (sent) {
            // also keeps a second call with the key waiting until the first has ended
            String full = caller.name() + "\n" + kind.scheme() + "://" + name + "\n" + key;
            List<String> before = sent.get(full);
            if (before == null) {
              before =
                  sender.send(
                      Names.destination(broker, kind, name),
                      message,
                      guard.done(command, message.count()));
              sent.put(full, before);
            }
            return before;
          }
        });
  }
}
