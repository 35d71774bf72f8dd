package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MatchCount;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;

class MatchCountTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final MessageManagement messages = NODE.management().messages();

  private void send(String queue, int tenant, int count) {
    NewMessage message =
        new NewMessage(
            "x", null, null, null, 4, true, 0, 0, Map.<String, Object>of("tenant", tenant), count);
    messages.send(OPERATOR, QUEUE, queue, message, null);
  }

  @Test
  void whatMatchesIsCountedToTheEndAndTellsWhenThatWasNotReached() {
    NODE.queue("counted", 0);
    send("counted", 1, 600);
    send("counted", 2, 7);
    MessageSource source = MessageSource.queue("counted");
    MessageFilter two = MessageFilter.selecting("tenant = 2");
    assertThat(messages.count(OPERATOR, source, two)).isEqualTo(new MatchCount(7, false, false));

    long mailbox = NODE.broker().find(QUEUE, "counted").orElseThrow().id();
    MessageMatcher matcher = MessageMatcher.of(two);
    MessageSearch hurried = new MessageSearch(NODE.broker(), Duration.ofNanos(1));
    assertThat(hurried.countUpTo(10_000, mailbox, matcher))
        .isEqualTo(new MatchCount(0, false, true));
    MessageSearch patient = new MessageSearch(NODE.broker(), MessageSearch.LIMIT);
    assertThat(patient.countUpTo(6, mailbox, matcher)).isEqualTo(new MatchCount(6, true, false));
    assertThat(patient.countUpTo(7, mailbox, matcher)).isEqualTo(new MatchCount(7, false, false));
  }

  @Test
  void withoutAFilterItIsTheNumberThatIsKeptHoweverLarge() {
    NODE.queue("counted.large", 0);
    for (int i = 0; i < 11; i++) {
      send("counted.large", 1, 1_000);
    }
    MessageSource source = MessageSource.queue("counted.large");
    assertThat(messages.count(VIEWER, source, MessageFilter.ALL))
        .isEqualTo(new MatchCount(11_000, false, false));
    assertThat(messages.count(OPERATOR, source, MessageFilter.selecting("tenant = 1")))
        .isEqualTo(new MatchCount(10_000, true, false));
  }

  @Test
  void aMessageThatIsCalledByItsIdIsLookedUp() {
    NODE.queue("counted.one", 3);
    MessageSource source = MessageSource.queue("counted.one");
    String id = messages.browse(VIEWER, source, MessageFilter.ALL, null, 1).items().get(0).id();
    assertThat(messages.count(VIEWER, source, filterById(id)).count()).isEqualTo(1);
    assertThat(messages.count(VIEWER, source, filterById("17")).count()).isZero();
  }

  private static MessageFilter filterById(String id) {
    return new MessageFilter(null, id, null, null, 0, 0, null);
  }

  @Test
  void aViewerLearnsNothingOfContentByCounting() {
    NODE.queue("counted.closed", 1);
    MessageSource source = MessageSource.queue("counted.closed");
    assertThatThrownBy(() -> messages.count(VIEWER, source, MessageFilter.selecting("a = 1")))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("operator");
  }

  @Test
  void entriesOfTheAuditTrailAreCountedAsTheyAreShown() {
    NODE.queue("counted.audit", 5);
    Management management = NODE.management();
    AuditFilter filter = AuditFilter.ofDestination("queue://counted.audit");
    assertThat(management.countAudit(ADMIN, filter)).isEqualTo(new MatchCount(6, false, false));
    assertThat(management.countAudit(OPERATOR, filter).count()).isEqualTo(5);
    assertThatThrownBy(() -> management.countAudit(VIEWER, filter))
        .isInstanceOf(ManagementException.class);
  }
}
