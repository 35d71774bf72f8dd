package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.rowmq.broker.Broker;
import org.rowmq.management.Caller;
import org.rowmq.management.ConsoleUserView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.service.AuditTrail.Entry;
import org.rowmq.store.AdministrationStore;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AdministrationStore.UserRow;

/** The console's users: who they are, and how they prove it. Thread-safe. */
final class Users {
  static final String FIRST = "admin";

  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD = 200;
  private static final int LONGEST_NAME = 200;
  private static final int MANY = 10_000;

  /** Hashing is slow on purpose; more at a time would let anybody use up the processor. */
  private static final int HASHES_AT_A_TIME = 2;

  /** A script signs in with each call: one audit row in this time says so. */
  private static final Duration AUDIT_INTERVAL = Duration.ofMinutes(30);

  /** How long what was read of a user holds; every request of a session asks. */
  private static final Duration KNOWN = Duration.ofSeconds(2);

  private final Broker broker;
  private final AuditTrail audit;
  private final Clock clock;
  private final SignInThrottle throttle;
  private final Semaphore hashing = new Semaphore(HASHES_AT_A_TIME, true);
  private final AcceptedPasswords accepted = new AcceptedPasswords();
  private final Map<String, Long> auditedAt = new ConcurrentHashMap<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * A user as he was read.
   *
   * @param role empty for somebody who may not sign in
   */
  private record Known(long readAt, Optional<Role> role, boolean oneTime) {}

  Users(Broker broker, AuditTrail audit, Clock clock, Duration penalty) {
    this.broker = broker;
    this.audit = audit;
    this.clock = clock;
    this.throttle = new SignInThrottle(clock, penalty);
  }

  boolean throttled(String name, String address) {
    return throttle.refuses(name, address);
  }

  Optional<Role> authenticate(String name, char[] password, String address) {
    Optional<UserRow> user =
        name.length() > LONGEST_NAME ? Optional.empty() : users().findUser(name);
    if (throttle.refuses(name, address)) {
      return Optional.empty();
    }
    Optional<String> hash = user.filter(UserRow::enabled).map(UserRow::passwordHash);
    Proof proof =
        accepted.contains(name, password, hash.orElse(null))
            ? Proof.RIGHT
            : hashAndCompare(name, password, hash, address);
    if (proof == Proof.WRONG) {
      Entry entry =
          new Entry(
              AuditTrail.SIGN_IN, "user", name, 0, AuditTrail.REFUSED, "wrong name or password");
      audit.write(name, null, address, null, entry);
    }
    if (proof != Proof.RIGHT) {
      return Optional.empty();
    }
    throttle.succeeded(name);
    Role role = role(user.orElseThrow());
    auditSuccess(name, role, address);
    return Optional.of(role);
  }

  private enum Proof {
    RIGHT,
    WRONG,
    NOT_LOOKED_AT
  }

  private Proof hashAndCompare(
      String name, char[] password, Optional<String> hash, String address) {
    hashing.acquireUninterruptibly();
    try {
      // again: others may have failed while this one waited
      if (throttle.refuses(name, address)) {
        return Proof.NOT_LOOKED_AT;
      }
      if (!verify(password, hash)) {
        throttle.failed(name, address);
        return Proof.WRONG;
      }
    } finally {
      hashing.release();
    }
    accepted.add(name, password, hash.orElseThrow());
    return Proof.RIGHT;
  }

  private static boolean verify(char[] password, Optional<String> hash) {
    boolean usable = password.length > 0 && password.length <= LONGEST_PASSWORD;
    return Passwords.verify(usable ? password : new char[] {'-'}, hash.orElse(null)) && usable;
  }

  private void auditSuccess(String name, Role role, String address) {
    if (auditedAt.size() > MANY) {
      auditedAt.clear();
    }
    long now = clock.millis();
    Long before = auditedAt.put(name + "\n" + address, now);
    if (before != null && now - before < AUDIT_INTERVAL.toMillis()) {
      auditedAt.put(name + "\n" + address, before);
      return;
    }
    Entry entry = new Entry(AuditTrail.SIGN_IN, "user", name, 0, AuditTrail.OK, null);
    audit.write(name, role.name().toLowerCase(Locale.ROOT), address, null, entry);
  }

  Optional<Role> roleOf(String name) {
    return known(name).role();
  }

  boolean mustChangePassword(String name) {
    return known(name).oneTime();
  }

  private Known known(String name) {
    long now = clock.millis();
    Known last = known.get(name);
    if (last == null || now - last.readAt() >= KNOWN.toMillis()) {
      if (known.size() > MANY) {
        known.clear();
      }
      Optional<UserRow> user = users().findUser(name).filter(UserRow::enabled);
      boolean oneTime = user.filter(row -> Passwords.isOneTime(row.passwordHash())).isPresent();
      last = new Known(now, user.map(Users::role), oneTime);
      known.put(name, last);
    }
    return last;
  }

  private static Role role(UserRow user) {
    return Role.valueOf(user.role().toUpperCase(Locale.ROOT));
  }

  /** Changes the caller's own password; guessing the present one is throttled like signing in. */
  void changePassword(Caller caller, char[] current, char[] replacement, AuditRow done) {
    if (throttle.refuses(caller.name(), caller.address())) {
      throw new ManagementException(
          Kind.CONFLICT, "Too many failed attempts. Try again in a minute.");
    }
    UserRow user =
        users()
            .findUser(caller.name())
            .orElseThrow(
                () -> new ManagementException(Kind.NOT_FOUND, "This user is not kept here."));
    if (!verify(current, Optional.of(user.passwordHash()))) {
      throttle.failed(caller.name(), caller.address());
      throw invalid("current", "This is not your present password.");
    }
    checkNew(caller.name(), current, replacement, "replacement");
    users()
        .saveUser(
            new UserRow(
                user.name(),
                Passwords.hash(replacement),
                user.role(),
                user.enabled(),
                broker.now()),
            done);
    known.remove(caller.name());
  }

  private static void checkNew(String name, char[] current, char[] replacement, String field) {
    if (replacement.length < SHORTEST_PASSWORD) {
      throw invalid(field, "The new password needs at least " + SHORTEST_PASSWORD + " characters.");
    }
    if (replacement.length > LONGEST_PASSWORD) {
      throw invalid(
          field, "The new password may have at most " + LONGEST_PASSWORD + " characters.");
    }
    if (Arrays.equals(current, replacement)) {
      throw invalid(field, "The new password is the present one.");
    }
    if (name.equalsIgnoreCase(String.valueOf(replacement))) {
      throw invalid(field, "The new password is your user name.");
    }
  }

  List<ConsoleUserView> all() {
    Map<String, Long> signIns = audit.lastSignIns();
    return users().users().stream()
        .map(row -> view(row, signIns.getOrDefault(row.name(), 0L)))
        .sorted(Comparator.comparing(ConsoleUserView::name))
        .toList();
  }

  private static ConsoleUserView view(UserRow row, long lastSignInAt) {
    return new ConsoleUserView(row.name(), role(row), row.enabled(), row.changedAt(), lastSignInAt);
  }

  /** As whoever does it stays an enabled administrator, there is always one. */
  ConsoleUserView save(
      Caller caller, String name, Role role, char[] password, boolean enabled, AuditRow done) {
    if (name == null || name.isBlank() || !name.equals(name.strip()) || name.length() > 100) {
      throw invalid("name", "A name has 1 to 100 characters, none of them blank at its ends.");
    }
    if (name.indexOf(':') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
      throw invalid(
          "name", "A name has no colon (HTTP Basic ends it there) and no control characters.");
    }
    if (role == null) {
      throw invalid("role", "The role is viewer, operator or admin.");
    }
    if (name.equals(caller.name()) && (role != Role.ADMIN || !enabled)) {
      throw invalid("role", "Another administrator has to do that: you would lock yourself out.");
    }
    Optional<UserRow> present = users().findUser(name);
    if (password == null && present.isEmpty()) {
      throw invalid("password", "A new user needs a password.");
    }
    if (password != null) {
      checkNew(name, new char[0], password, "password");
    }
    UserRow row =
        new UserRow(
            name,
            password == null ? present.orElseThrow().passwordHash() : Passwords.hash(password),
            role.name().toLowerCase(Locale.ROOT),
            enabled,
            broker.now());
    long lastSignInAt = audit.lastSignIns().getOrDefault(name, 0L);
    users().saveUser(row, done);
    known.remove(name);
    return view(row, lastSignInAt);
  }

  void delete(Caller caller, String name, AuditRow done) {
    if (name.equals(caller.name())) {
      throw invalid("name", "Another administrator has to do that: you would lock yourself out.");
    }
    if (!users().deleteUser(name, done)) {
      throw new ManagementException(Kind.NOT_FOUND, "There is no user " + name + ".");
    }
    known.remove(name);
  }

  /** See {@link Management#ensureAdministrator}. */
  Optional<String> ensureAdministrator(String configured) {
    if (!users().users().isEmpty()) {
      return Optional.empty();
    }
    boolean given = configured != null && !configured.isEmpty();
    String password = given ? configured : Passwords.random();
    char[] signs = password.toCharArray();
    String hash = given ? Passwords.hash(signs) : Passwords.hashOfOneTime(signs);
    String role = Role.ADMIN.name().toLowerCase(Locale.ROOT);
    Entry entry = new Entry("create-user", "user", FIRST, 0, AuditTrail.OK, null);
    users()
        .saveUser(
            new UserRow(FIRST, hash, role, true, broker.now()),
            audit.row("system", null, "local", null, entry));
    boolean ours = users().findUser(FIRST).filter(u -> u.passwordHash().equals(hash)).isPresent();
    return given || !ours ? Optional.empty() : Optional.of(password); // two nodes may start at once
  }

  private AdministrationStore users() {
    return broker.store().administration();
  }

  private static ManagementException invalid(String field, String message) {
    return new ManagementException(Kind.INVALID, message, field, null);
  }
}
