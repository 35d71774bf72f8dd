package org.rowmq.management.service;

import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.rowmq.DestinationRight;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.service.AuditTrail.Entry;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.StoreException;

/** What every command goes through: role, audit, and failures in the words of the interface. */
final class Guard {
  private static final String CHANGED_MEANWHILE =
      "Some of these messages were consumed, moved or deleted, or have expired, while this was being"
          + " done. They were left as they are: look at what is there now and try again.";

  private final Broker broker;
  private final AuditTrail audit;

  Guard(Broker broker, AuditTrail audit) {
    this.broker = broker;
    this.audit = audit;
  }

  /** Who wants to do what to which target, with which parameters, and the role it takes. */
  record Command(
      Caller caller,
      Role needed,
      String action,
      String targetType,
      String target,
      Map<String, String> parameters) {

    Command(Caller caller, Role needed, String action, String targetType, String target) {
      this(caller, needed, action, targetType, target, Map.of());
    }
  }

  /** Refuses, and audits the refusal, unless the caller has the role. */
  void need(Command command) {
    if (!command.caller().role().includes(command.needed())) {
      String role = command.needed().name().toLowerCase(Locale.ROOT);
      audit(command, 0, AuditTrail.REFUSED, "needs the role " + role);
      throw new ManagementException(Kind.FORBIDDEN, "This needs the role " + role + ".");
    }
  }

  /**
   * As {@link #need(Command)}, and where permissions are enforced they bind the console's users as
   * well, except for admins.
   */
  void need(Command command, DestinationRight right, String destination) {
    need(command);
    boolean allowed =
        command.caller().role().includes(Role.ADMIN)
            || translating(
                () -> broker.access().allows(command.caller().name(), right, destination));
    if (!allowed) {
      String needed = right.name().toLowerCase(Locale.ROOT);
      audit(command, 0, AuditTrail.REFUSED, "needs the permission to " + needed);
      throw new ManagementException(
          Kind.FORBIDDEN, "This needs the permission to " + needed + " " + destination + ".");
    }
  }

  /**
   * Runs a command and audits what came of it right after: for what is no single transaction,
   * because it is only read, is done on this node alone, or takes many and has {@link #begin
   * begun}.
   */
  <T> T run(Command command, Supplier<T> body, ToLongFunction<T> count) {
    T result = runAudited(command, body);
    audit(command, count.applyAsLong(result), AuditTrail.OK, null);
    return result;
  }

  /**
   * Runs a command whose body hands {@link #done} to the transaction that carries it out, so that
   * there is neither without the other. What is refused or fails is audited here.
   */
  <T> T runAudited(Command command, Supplier<T> body) {
    need(command);
    try {
      return translating(body);
    } catch (ManagementException e) {
      boolean failed = e.kind() == Kind.UNAVAILABLE;
      audit(command, 0, failed ? AuditTrail.FAILED : AuditTrail.REFUSED, e.getMessage());
      throw e;
    }
  }

  /**
   * Says, before the first of many transactions, that a command begins: a node that is killed
   * leaves nothing that nobody has done. Throws when that cannot be written, and the command must
   * not begin.
   */
  void begin(Command command, long messages) {
    audit.writeOrThrow(command.caller(), entry(command, messages, AuditTrail.STARTED, null));
  }

  /** What says, when it is stored, that the command was carried out. */
  AuditRow done(Command command, long messages) {
    return audit.row(command.caller(), entry(command, messages, AuditTrail.OK, null));
  }

  void audit(Command command, long messages, String outcome, String error) {
    audit.write(command.caller(), entry(command, messages, outcome, error));
  }

  private static Entry entry(Command command, long messages, String outcome, String error) {
    return new Entry(
        command.action(),
        command.targetType(),
        command.target(),
        messages,
        command.parameters(),
        outcome,
        error);
  }

  /** Runs what may fail in the words of the store or the broker. */
  static <T> T translating(Supplier<T> body) {
    try {
      return body.get();
    } catch (ClaimLostException e) {
      throw new ManagementException(Kind.CONFLICT, CHANGED_MEANWHILE, null, e);
    } catch (StoreException e) {
      throw new ManagementException(Kind.UNAVAILABLE, e.getMessage(), null, e);
    } catch (BrokerException e) {
      throw new ManagementException(kindOf(e), e.getMessage(), null, e);
    }
  }

  private static Kind kindOf(BrokerException e) {
    return switch (e.reason()) {
      case NOT_FOUND -> Kind.NOT_FOUND;
      case IN_USE, MISMATCH, PAUSED, FULL, TOO_LARGE -> Kind.CONFLICT;
      case CLOSED -> Kind.UNAVAILABLE;
    };
  }
}
