package org.rowmq.management.service;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.rowmq.DestinationRight;
import org.rowmq.broker.Broker;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.JobView;
import org.rowmq.management.JobView.State;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.Role;
import org.rowmq.management.service.Confirmations.Question;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.management.service.MessageSearch.Chunk;
import org.rowmq.management.service.MessageSearch.Counted;
import org.rowmq.management.service.Names.Source;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;

/**
 * Commands on messages: what they are about, the question before, and then a transaction at once or
 * a job. Thread-safe.
 */
final class MessageWork {
  /** More are done as a job. */
  static final int MOST_AT_ONCE = 1_000;

  private static final int BATCH = 500;
  private static final int MOST_IDS = 1_000;
  private static final int JOBS_KEPT = 100;
  private static final int ID_BYTES = 8;

  private final Broker broker;
  private final Guard guard;
  private final Confirmations confirmations;
  private final MessageSearch search;
  private final MessageReader reader;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Newest first; guarded by itself. */
  private final Deque<Job> jobs = new ArrayDeque<>();

  MessageWork(
      Broker broker,
      Guard guard,
      Confirmations confirmations,
      MessageSearch search,
      MessageReader reader,
      Clock clock) {
    this.broker = broker;
    this.guard = guard;
    this.confirmations = confirmations;
    this.search = search;
    this.reader = reader;
    this.clock = clock;
  }

  Confirmation confirm(Caller caller, MessageCommand wanted) {
    Command plain = plainCommand(caller, wanted);
    guard.need(plain);
    allow(plain, wanted, Guard.translating(() -> Names.source(broker, wanted.source())));
    return Guard.translating(
        () -> {
          Source source = Names.source(broker, wanted.source());
          MessageChanges.of(broker, wanted, source); // refuses what could not be done
          return confirmations.ask(question(caller, wanted, source), false);
        });
  }

  JobView run(Caller caller, MessageCommand wanted, String token, String typedName) {
    Command plain = plainCommand(caller, wanted);
    allow(plain, wanted, guard.runAudited(plain, () -> Names.source(broker, wanted.source())));
    return guard.runAudited(
        plain,
        () -> {
          Source source = Names.source(broker, wanted.source());
          MessageChanges changes = MessageChanges.of(broker, wanted, source);
          Command command = command(caller, wanted, source);
          long total;
          if (token != null || wanted.allMatching() || wanted.action() == Action.DELETE) {
            Question now = question(caller, wanted, source);
            confirmations.use(token, typedName, now);
            total = now.messages();
          } else {
            total = wanted.ids().size();
          }
          Job job = job(command, wanted, source, total);
          if (wanted.allMatching() && total > MOST_AT_ONCE) {
            begin(job, command, wanted, source, changes);
          } else {
            atOnce(job, command, wanted, source, changes);
          }
          return job.view();
        });
  }

  /** Copying only looks at the source; everything else takes messages away from it. */
  private void allow(Command command, MessageCommand wanted, Source source) {
    DestinationRight right =
        wanted.action() == Action.COPY ? DestinationRight.BROWSE : DestinationRight.MANAGE;
    guard.need(command, right, source.destination());
    if (wanted.target() != null) {
      guard.need(command, DestinationRight.SEND, wanted.target());
    }
  }

  private Question question(Caller caller, MessageCommand wanted, Source source) {
    return new Question(
        caller.name(),
        wanted.action() + " " + wanted.ids() + wanted.filter() + wanted.target(),
        source.text(),
        source.name(),
        count(wanted, source),
        broker.consumers(source.mailbox().id()));
  }

  private long count(MessageCommand wanted, Source source) {
    if (!wanted.allMatching()) {
      return named(wanted, source).size();
    }
    long mailboxId = source.mailbox().id();
    if (wanted.filter().equals(MessageFilter.ALL)) {
      return broker.depth(mailboxId);
    }
    Counted counted = search.count(mailboxId, MessageMatcher.of(wanted.filter()));
    // with so many that not all could be looked at, it is about as many as there are
    return counted.atLeast() ? broker.depth(mailboxId) : counted.messages();
  }

  private List<BrowsedMessage> named(MessageCommand wanted, Source source) {
    if (wanted.ids().isEmpty() || wanted.ids().size() > MOST_IDS) {
      throw new ManagementException(
          Kind.INVALID, "Name from 1 to 1,000 messages, or a filter.", "ids", null);
    }
    List<BrowsedMessage> found = new ArrayList<>();
    for (String id : wanted.ids()) {
      Optional<BrowsedMessage> message = MessageReader.number(id).flatMap(reader::find);
      message
          .filter(there -> there.message().mailboxId() == source.mailbox().id())
          .ifPresent(found::add);
    }
    if (found.isEmpty()) {
      throw new ManagementException(
          Kind.NOT_FOUND, "None of these messages is in " + source.text() + " any more.");
    }
    return found;
  }

  private void atOnce(
      Job job, Command command, MessageCommand wanted, Source source, MessageChanges changes) {
    List<BrowsedMessage> messages =
        wanted.allMatching()
            ? search
                .find(
                    source.mailbox().id(),
                    MessageMatcher.of(wanted.filter()),
                    null,
                    MOST_AT_ONCE + 1)
                .messages()
            : named(wanted, source);
    int done =
        messages.isEmpty() ? 0 : changes.apply(messages, count -> guard.done(command, count));
    if (done == 0) {
      guard.audit(command, 0, AuditTrail.OK, null); // nothing was written, to be written with it
    }
    job.progress(done, messages.size() - done);
    job.end(State.DONE, null);
  }

  private void begin(
      Job job, Command command, MessageCommand wanted, Source source, MessageChanges changes) {
    guard.begin(command, job.view().total());
    synchronized (jobs) {
      jobs.addFirst(job);
      while (jobs.size() > JOBS_KEPT && !jobs.peekLast().isRunning()) {
        jobs.removeLast();
      }
    }
    try {
      broker.workers().execute(() -> carryOut(job, command, wanted, source, changes));
    } catch (RejectedExecutionException e) {
      job.end(State.FAILED, "The node is stopping.");
      throw new ManagementException(Kind.UNAVAILABLE, "The node is stopping.", null, e);
    }
  }

  private void carryOut(
      Job job, Command command, MessageCommand wanted, Source source, MessageChanges changes) {
    try {
      Guard.translating(
          () -> {
            goThrough(job, wanted, source, changes);
            return null;
          });
      boolean cancelled = job.isCancelled();
      job.end(cancelled ? State.CANCELLED : State.DONE, null);
      guard.audit(command, job.done(), cancelled ? "CANCELLED" : AuditTrail.OK, null);
    } catch (RuntimeException e) {
      job.end(State.FAILED, e.getMessage());
      guard.audit(command, job.done(), AuditTrail.FAILED, e.getMessage());
    }
  }

  /** Ends although senders go on: what comes after its beginning is left alone. */
  private void goThrough(Job job, MessageCommand wanted, Source source, MessageChanges changes) {
    MessageMatcher matcher = MessageMatcher.of(wanted.filter());
    long upToId = broker.store().nextId();
    BrowseKey position = null;
    boolean more = true;
    while (more && !job.isCancelled()) {
      Chunk chunk = search.read(source.mailbox().id(), matcher.states(), position, BATCH);
      List<BrowsedMessage> matching =
          chunk.messages().stream()
              .filter(message -> message.message().id() <= upToId)
              .filter(matcher.over(broker, chunk.messages()))
              .toList();
      if (!matching.isEmpty()) {
        int done = changes.apply(matching, null);
        job.progress(done, matching.size() - done);
      }
      more = chunk.more() && !chunk.messages().isEmpty();
      if (!chunk.messages().isEmpty()) {
        position = MessageSearch.key(chunk.messages().get(chunk.messages().size() - 1));
      }
    }
  }

  /** A job of this node, or of another one as that told of it. */
  JobView job(String id) {
    return own(id)
        .map(Job::view)
        .or(() -> told().filter(job -> job.id().equals(id)).findFirst())
        .orElseThrow(MessageWork::noSuchJob);
  }

  /** Ends a job of this node after the batch it is at. */
  JobView cancel(String id) {
    Optional<Job> own = own(id);
    if (own.isEmpty()) {
      JobView other = job(id);
      throw new ManagementException(
          Kind.CONFLICT, "Node " + other.node() + " does this job: cancel it there.");
    }
    own.get().cancel();
    return own.get().view();
  }

  /** Of all nodes, newest first. */
  List<JobView> all() {
    return Stream.concat(own().stream(), told())
        .sorted(Comparator.comparingLong(JobView::startedAt).reversed())
        .toList();
  }

  /** Of this node, newest first. */
  List<JobView> own() {
    return jobs().stream().map(Job::view).toList();
  }

  private Stream<JobView> told() {
    return NodeSnapshot.ofOthers(broker).stream().flatMap(other -> other.jobs().stream());
  }

  private Optional<Job> own(String id) {
    return jobs().stream().filter(job -> job.id().equals(id)).findFirst();
  }

  private static ManagementException noSuchJob() {
    return new ManagementException(
        Kind.NOT_FOUND, "No node knows such a job; they forget them when they stop.");
  }

  private List<Job> jobs() {
    synchronized (jobs) {
      return List.copyOf(jobs);
    }
  }

  private Job job(Command command, MessageCommand wanted, Source source, long total) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return new Job(
        broker.store().info().nodeName(),
        HexFormat.of().formatHex(id),
        command.action(),
        source.text(),
        target(wanted),
        command.caller().name(),
        total,
        clock);
  }

  /** For a refusal, when the source may not even exist. */
  private static Command plainCommand(Caller caller, MessageCommand wanted) {
    boolean queue = wanted.source().queue() != null;
    return new Command(
        caller,
        Role.OPERATOR,
        name(wanted),
        queue ? "queue" : "subscription",
        queue ? wanted.source().queue() : Long.toString(wanted.source().subscriptionId()),
        parameters(wanted));
  }

  private static Command command(Caller caller, MessageCommand wanted, Source source) {
    return new Command(
        caller, Role.OPERATOR, name(wanted), source.type(), source.name(), parameters(wanted));
  }

  private static String name(MessageCommand wanted) {
    return wanted.action().name().toLowerCase(Locale.ROOT);
  }

  private static String target(MessageCommand wanted) {
    return wanted.target() == null ? null : wanted.targetKind().scheme() + "://" + wanted.target();
  }

  private static Map<String, String> parameters(MessageCommand wanted) {
    Map<String, String> parameters = new TreeMap<>();
    put(parameters, "target", target(wanted));
    if (wanted.allMatching()) {
      MessageFilter filter = wanted.filter();
      put(parameters, "selector", filter.selector());
      put(parameters, "id", filter.id());
      put(parameters, "correlationId", filter.correlationId());
      put(parameters, "text", filter.text());
      put(parameters, "state", filter.state());
      if (filter.death() != null) {
        put(parameters, "origin", filter.death().origin());
        put(parameters, "reason", filter.death().reason());
        put(parameters, "exceptionClass", filter.death().exceptionClass());
      }
      put(parameters, "from", filter.from() == 0 ? null : Long.toString(filter.from()));
      put(parameters, "to", filter.to() == 0 ? null : Long.toString(filter.to()));
    } else {
      put(parameters, "ids", String.join(" ", wanted.ids()));
    }
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, String value) {
    if (value != null) {
      parameters.put(name, value);
    }
  }
}
