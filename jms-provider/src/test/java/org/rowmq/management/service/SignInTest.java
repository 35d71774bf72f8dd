package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.management.service.ManagedNode.ADMIN;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.Role;
import org.rowmq.store.AdministrationStore.UserRow;

class SignInTest {
  private static final String HERE = "10.1.1.1";
  private static final String PASSWORD = "correct horse battery";

  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();

  @BeforeAll
  static void users() {
    Optional<String> madeUp = NODE.management().ensureAdministrator(null);
    assertThat(madeUp).get().asString().matches("([a-z2-9]{4}-){4}[a-z2-9]{4}");
    assertThat(NODE.management().ensureAdministrator(null)).isEmpty();
    assertThat(signIn("admin", madeUp.orElseThrow(), HERE)).contains(Role.ADMIN);
    assertThat(NODE.management().ensureAdministrator("ignored, there are users")).isEmpty();
    assertThat(NODE.management().mustChangePassword("admin")).isTrue();
    NODE.management()
        .changePassword(
            new Caller("admin", Role.ADMIN, HERE, "request"),
            madeUp.orElseThrow().toCharArray(),
            PASSWORD.toCharArray());
    assertThat(NODE.management().mustChangePassword("admin")).isFalse();
    assertThat(signIn("admin", madeUp.orElseThrow(), HERE)).isEmpty();
    assertThat(signIn("admin", PASSWORD, HERE)).contains(Role.ADMIN);
  }

  @BeforeEach
  void laterThanTheOtherTests() {
    NODE.clock.forward(Duration.ofMinutes(5));
  }

  private static Optional<Role> signIn(String name, String password, String address) {
    return NODE.management().authenticate(name, password.toCharArray(), address);
  }

  private static void user(String name, String role, boolean enabled) {
    NODE.broker()
        .store()
        .administration()
        .saveUser(
            new UserRow(name, Passwords.hash(PASSWORD.toCharArray()), role, enabled, 1),
            NODE.told("save", name));
  }

  @Test
  void aUserSignsInWithTheRoleKept() {
    user("olga", "operator", true);

    assertThat(signIn("olga", PASSWORD, HERE)).contains(Role.OPERATOR);
    assertThat(signIn("olga", PASSWORD + " ", HERE)).isEmpty();
    assertThat(signIn("olga", "", HERE)).isEmpty();
    assertThat(signIn("nobody", PASSWORD, HERE)).isEmpty();
    assertThat(signIn("nobody", "-", HERE)).isEmpty();
  }

  @Test
  void aDisabledUserDoesNot() {
    user("dora", "admin", false);

    assertThat(signIn("dora", PASSWORD, HERE)).isEmpty();
  }

  @Test
  void afterFiveFailuresANameIsRefusedForAMinute() {
    user("tina", "viewer", true);
    for (int i = 0; i < 5; i++) {
      assertThat(management.throttled("tina", "10.2.0.99")).isFalse();
      signIn("tina", "wrong", "10.2.0." + i);
    }

    assertThat(management.throttled("Tina", "10.2.0.99")).isTrue();
    assertThat(signIn("tina", PASSWORD, "10.2.0.99")).isEmpty();
    assertThat(management.throttled("tom", "10.2.0.99")).isFalse();
    NODE.clock.forward(Duration.ofSeconds(61));
    assertThat(signIn("tina", PASSWORD, "10.2.0.99")).contains(Role.VIEWER);
  }

  @Test
  void afterFiveFailuresAnAddressIsRefusedWhateverTheName() {
    for (int i = 0; i < 5; i++) {
      signIn("guess" + i, "wrong", "10.3.0.1");
    }

    assertThat(management.throttled("somebody else", "10.3.0.1")).isTrue();
    assertThat(management.throttled("somebody else", "10.3.0.2")).isFalse();
  }

  @Test
  void signInsAreAuditedWithoutPasswordsAndNotEachTime() {
    user("rita", "viewer", true);
    for (int i = 0; i < 3; i++) {
      signIn("rita", PASSWORD, "10.4.0.1");
    }
    signIn("rita", "wrong secret", "10.4.0.1");

    assertThat(management.audit(ADMIN, AuditFilter.ALL, null, 200).items())
        .filteredOn(row -> "rita".equals(row.user()))
        .extracting(row -> row.outcome())
        .containsExactly("REFUSED", "OK");
    assertThat(management.audit(ADMIN, AuditFilter.ALL, null, 200).items().toString())
        .doesNotContain("wrong secret", PASSWORD);
  }

  @Test
  void theOwnPasswordIsChangedByWhoKnowsIt() {
    user("pia", "viewer", true);
    Caller pia = new Caller("pia", Role.VIEWER, "10.5.0.1", "r");

    assertThat(signIn("pia", PASSWORD, "10.5.0.2")).contains(Role.VIEWER);
    refused(pia, "not it", "a new long password", "current");
    refused(pia, PASSWORD, "short", "replacement");
    refused(pia, PASSWORD, PASSWORD, "replacement");
    management.changePassword(pia, PASSWORD.toCharArray(), "a new long password".toCharArray());

    assertThat(signIn("pia", PASSWORD, "10.5.0.2")).isEmpty(); // though it was right before
    assertThat(signIn("pia", "a new long password", "10.5.0.2")).contains(Role.VIEWER);
  }

  private void refused(Caller caller, String current, String replacement, String field) {
    assertThatThrownBy(
            () ->
                management.changePassword(caller, current.toCharArray(), replacement.toCharArray()))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void equalPasswordsHaveDifferentHashes() {
    String one = Passwords.hash(PASSWORD.toCharArray());
    String two = Passwords.hash(PASSWORD.toCharArray());

    assertThat(one).isNotEqualTo(two).startsWith("pbkdf2-sha512$220000$");
    assertThat(Passwords.verify(PASSWORD.toCharArray(), one)).isTrue();
    assertThat(Passwords.verify("other".toCharArray(), one)).isFalse();
    assertThat(Passwords.verify("-".toCharArray(), null)).isFalse();
  }
}
