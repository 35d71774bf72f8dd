package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import jakarta.jms.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientConnection;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.SeveralDeletions;
import org.rowmq.management.SeveralDeletions.Outcome;

class DestinationDeletionsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();

  private static void refused(Kind kind, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessageContaining(text)
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static Map<String, String> tokens(SeveralDeletions asked) {
    Map<String, String> tokens = new LinkedHashMap<>();
    asked.items().stream()
        .filter(item -> item.confirmation() != null)
        .forEach(item -> tokens.put(item.name(), item.confirmation().token()));
    return tokens;
  }

  private List<String> left(String part) {
    return management.destinations(VIEWER, part).stream().map(d -> d.name()).toList();
  }

  private List<AuditView> audited(String name) {
    AuditFilter filter = AuditFilter.ofDestination("queue://" + name);
    return management.audit(ADMIN, filter, null, 10).items();
  }

  @Test
  void severalAreDeletedOnceTheirNumberWasTyped() {
    NODE.queue("sd.a", 3);
    NODE.queue("sd.b", 0);
    SeveralDeletions asked =
        management.confirmDeletes(ADMIN, QUEUE, List.of("sd.a", "sd.b", "sd.never", "sd.a"));
    assertThat(asked.toType()).isEqualTo("delete 2 queues");
    assertThat(asked.items()).hasSize(3);
    assertThat(asked.items().get(0).confirmation().messages()).isEqualTo(3);
    assertThat(asked.items().get(2).refused()).isEqualTo("There is no queue named sd.never.");
    assertThat(left("sd.")).containsExactly("sd.a", "sd.b");

    Map<String, String> tokens = tokens(asked);
    for (String typed : new String[] {null, "", "delete 3 queues", "sd.a"}) {
      refused(
          Kind.CONFLICT,
          "What was typed is not delete 2 queues.",
          () -> management.deleteDestinations(ADMIN, QUEUE, tokens, typed));
    }
    assertThat(left("sd.")).containsExactly("sd.a", "sd.b");
    assertThat(audited("sd.b").get(0).outcome()).isEqualTo("REFUSED");

    assertThat(management.deleteDestinations(ADMIN, QUEUE, tokens, "delete 2 queues"))
        .containsExactly(new Outcome("sd.a", 3, null), new Outcome("sd.b", 0, null));
    assertThat(left("sd.")).isEmpty();
    assertThat(audited("sd.a").get(0).outcome()).isEqualTo("OK");
    assertThat(audited("sd.a").get(0).messageCount()).isEqualTo(3);
    assertThat(audited("sd.b").get(0).action()).isEqualTo("delete");
  }

  @Test
  void oneThatHasChangedMeanwhileStaysAndIsNamedWhileTheOthersGo() {
    NODE.queue("se.a", 20);
    NODE.queue("se.b", 20);
    NODE.queue("se.c", 0);
    SeveralDeletions asked =
        management.confirmDeletes(ADMIN, QUEUE, List.of("se.a", "se.b", "se.c"));
    for (int i = 0; i < 3; i++) {
      NODE.send("se.b", "late");
    }
    Map<String, String> tokens = tokens(asked);

    List<Outcome> outcomes = management.deleteDestinations(ADMIN, QUEUE, tokens, "delete 3 queues");

    assertThat(outcomes.get(0)).isEqualTo(new Outcome("se.a", 20, null));
    assertThat(outcomes.get(1).refused())
        .isEqualTo("There are 23 messages now, not 20 as when you were asked.");
    assertThat(outcomes.get(2).refused()).isNull();
    assertThat(left("se.")).containsExactly("se.b");
    assertThat(audited("se.b").get(0).outcome()).isEqualTo("REFUSED");
    tokens.remove("se.c");
    assertThat(management.deleteDestinations(ADMIN, QUEUE, tokens, "delete 2 queues"))
        .extracting(Outcome::refused)
        .doesNotContainNull(); // one is gone, and the token of the other is used up
    assertThat(left("se.")).containsExactly("se.b");
  }

  @Test
  void emptyOnesWithoutConsumersNeedNothingTyped() {
    management.createDestination(ADMIN, TOPIC, "sf.a");
    management.createDestination(ADMIN, TOPIC, "sf.b");
    SeveralDeletions asked = management.confirmDeletes(ADMIN, TOPIC, List.of("sf.a", "sf.b"));
    assertThat(asked.toType()).isNull();

    assertThat(management.deleteDestinations(ADMIN, TOPIC, tokens(asked), null))
        .extracting(Outcome::refused)
        .containsOnlyNulls();
    assertThat(left("sf.")).isEmpty();
  }

  @Test
  void oneThatSomebodyConsumesFromNeedsItsNameTyped() throws Exception {
    NODE.queue("sg.a", 0);
    try (ClientConnection connection = NODE.connect();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      session.createConsumer(new RowmqQueue("sg.a"));
      SeveralDeletions asked = management.confirmDeletes(ADMIN, QUEUE, List.of("sg.a"));
      assertThat(asked.items().get(0).confirmation().consumers()).isEqualTo(1);
      assertThat(asked.toType()).isEqualTo("sg.a");
      refused(
          Kind.CONFLICT,
          "not sg.a",
          () -> management.deleteDestinations(ADMIN, QUEUE, tokens(asked), null));
    }
    assertThat(left("sg.")).containsExactly("sg.a");
  }

  @Test
  void onlyAnAdministratorDeletesAndEachRefusalIsInTheAuditTrailOfItsQueue() {
    NODE.queue("sh.a", 1);
    NODE.queue("sh.b", 0);
    Map<String, String> tokens =
        tokens(management.confirmDeletes(ADMIN, QUEUE, List.of("sh.a", "sh.b")));
    for (Caller caller : List.of(VIEWER, OPERATOR)) {
      refused(
          Kind.FORBIDDEN,
          "role admin",
          () -> management.confirmDeletes(caller, QUEUE, List.of("sh.a", "sh.b")));
      refused(
          Kind.FORBIDDEN,
          "role admin",
          () -> management.deleteDestinations(caller, QUEUE, tokens, "delete 2 queues"));
    }
    for (String name : List.of("sh.a", "sh.b")) {
      assertThat(audited(name))
          .filteredOn(row -> row.outcome().equals("REFUSED"))
          .extracting(AuditView::user)
          .containsExactly("oto", "oto", "vic", "vic");
    }
    assertThat(left("sh.")).containsExactly("sh.a", "sh.b");
  }

  @Test
  void asManyAsAListShowsAreDeletedAtOnceAndNoneIsAnError() {
    refused(
        Kind.INVALID, "not 0", () -> management.deleteDestinations(ADMIN, QUEUE, Map.of(), "x"));
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "si." + i).toList();
    refused(Kind.INVALID, "not 101", () -> management.confirmDeletes(ADMIN, QUEUE, many));
  }
}
