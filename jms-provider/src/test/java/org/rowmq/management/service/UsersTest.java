package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.Role;

class UsersTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static final String PASSWORD = "a dozen or more";

  private static void save(String name, Role role, boolean enabled) {
    NODE.management().saveConsoleUser(ADMIN, name, role, PASSWORD.toCharArray(), enabled);
  }

  @Test
  void aNewUserSignsInWithTheRoleGivenAndNotWhenLockedOut() {
    save("una", Role.OPERATOR, true);
    assertThat(NODE.management().authenticate("una", PASSWORD.toCharArray(), "10.1.0.1"))
        .contains(Role.OPERATOR);
    assertThat(NODE.management().roleOf("una")).contains(Role.OPERATOR);

    NODE.management().saveConsoleUser(ADMIN, "una", Role.VIEWER, null, true);
    assertThat(NODE.management().roleOf("una")).contains(Role.VIEWER);
    NODE.management().saveConsoleUser(ADMIN, "una", Role.VIEWER, null, false);
    assertThat(NODE.management().roleOf("una")).isEmpty();
    assertThat(NODE.management().authenticate("una", PASSWORD.toCharArray(), "10.1.0.1")).isEmpty();
  }

  @Test
  void whatAnotherNodeHasChangedIsKnownAfterTwoSeconds() {
    save("udo", Role.OPERATOR, true);
    assertThat(NODE.management().roleOf("udo")).contains(Role.OPERATOR);
    NODE.broker().store().administration().deleteUser("udo", NODE.told("delete", "udo"));

    assertThat(NODE.management().roleOf("udo")).contains(Role.OPERATOR);
    NODE.clock.forward(Duration.ofSeconds(2));
    assertThat(NODE.management().roleOf("udo")).isEmpty();
  }

  @Test
  void onlyAnAdministratorMayAndNeverAgainstHimself() {
    assertThatThrownBy(() -> NODE.management().consoleUsers(OPERATOR))
        .isInstanceOf(ManagementException.class);
    assertThatThrownBy(
            () -> NODE.management().saveConsoleUser(OPERATOR, "x", Role.ADMIN, null, true))
        .hasMessageContaining("admin");
    save(ADMIN.name(), Role.ADMIN, true);
    assertThatThrownBy(
            () -> NODE.management().saveConsoleUser(ADMIN, ADMIN.name(), Role.VIEWER, null, true))
        .hasMessageContaining("lock yourself out");
    assertThatThrownBy(() -> NODE.management().deleteConsoleUser(ADMIN, ADMIN.name()))
        .hasMessageContaining("lock yourself out");
    for (String name : new String[] {"", " blank", "co:lon", "li\nne", "x".repeat(101)}) {
      assertThatThrownBy(() -> save(name, Role.VIEWER, true)).as(name).hasMessageContaining("name");
    }
  }

  @Test
  void whenEachUserLastSignedInIsKnownFromTheAuditTrail() {
    save("seldom", Role.VIEWER, true);
    save("never", Role.VIEWER, true);
    long before = NODE.broker().now();
    NODE.management().authenticate("seldom", PASSWORD.toCharArray(), "10.1.0.9");
    NODE.management().authenticate("never", "wrong password".toCharArray(), "10.1.0.9");

    assertThat(signedInAt("seldom")).isBetween(before, NODE.broker().now());
    assertThat(signedInAt("never")).isZero();
  }

  private static long signedInAt(String name) {
    return NODE.management().consoleUsers(ADMIN).stream()
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseThrow()
        .lastSignInAt();
  }

  @Test
  void theAuditTrailIsFilteredAndTellsNoPassword() {
    save("filtered", Role.VIEWER, true);
    long from = NODE.broker().now();
    NODE.management().deleteConsoleUser(ADMIN, "filtered");

    AuditFilter filter = new AuditFilter("ADA", "DEL", "user://filt", "OK", from, 0);
    assertThat(NODE.management().audit(ADMIN, filter, null, 10).items())
        .extracting(AuditView::action)
        .containsExactly("delete");
    AuditFilter others = new AuditFilter(null, null, null, "FAILED", 0, 0);
    assertThat(NODE.management().audit(ADMIN, others, null, 10).items()).isEmpty();
    assertThat(NODE.management().audit(ADMIN, AuditFilter.ALL, null, 500).items().toString())
        .contains("password")
        .doesNotContain(PASSWORD);
  }

  @Test
  void signingOutDownloadingABodyAndExportsAreInTheAuditTrailWithoutWhatWasSeen() {
    NODE.queue("seen", 1);
    MessageManagement messages = NODE.management().messages();
    MessageSource source = MessageSource.queue("seen");
    String id = messages.browse(OPERATOR, source, MessageFilter.ALL, null, 1).items().get(0).id();

    assertThat(messages.body(OPERATOR, id)).isPresent();
    assertThat(newest(OPERATOR).action() + " " + newest(OPERATOR).target())
        .isEqualTo("download message://" + id);
    messages.export(OPERATOR, source, MessageFilter.ALL, null);
    assertThat(newest(OPERATOR).action()).isEqualTo("export");
    NODE.management().exportAudit(OPERATOR, AuditFilter.ALL, null);
    assertThat(newest(OPERATOR).target()).isEqualTo("audit://audit");
    NODE.management().signedOut(OPERATOR);
    assertThat(newest(OPERATOR).action()).isEqualTo("sign-out");
    assertThat(newest(OPERATOR).target()).isEqualTo("user://" + OPERATOR.name());
    assertThat(NODE.management().audit(ADMIN, AuditFilter.ALL, null, 5).items().toString())
        .doesNotContain("message 0");
  }

  private static AuditView newest(Caller caller) {
    return NODE.management().audit(caller, AuditFilter.ALL, null, 1).items().get(0);
  }
}
