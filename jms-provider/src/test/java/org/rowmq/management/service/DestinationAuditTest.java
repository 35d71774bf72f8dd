package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.SettingScope;

class DestinationAuditTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  @Test
  void theAuditTrailOfADestinationHasWhatWasDoneToItAndNothingOfItsNeighbours() {
    for (String name : List.of("kept", "kept.more", "Kept", "elsewhere")) {
      NODE.management().createDestination(ADMIN, DestinationKind.QUEUE, name);
    }
    NODE.management().createDestination(ADMIN, DestinationKind.TOPIC, "kept");
    NODE.management()
        .runtimeSettings()
        .change(
            ADMIN,
            new SettingScope(DestinationKind.QUEUE, "kept"),
            Map.of("maxMessages", "9"),
            NODE.management()
                .runtimeSettings()
                .settings(ADMIN, new SettingScope(DestinationKind.QUEUE, "kept"))
                .version());
    NODE.send("kept", "one");
    NODE.send("elsewhere", "two");
    MessageCommand move =
        new MessageCommand(
            MessageCommand.Action.MOVE,
            MessageSource.queue("elsewhere"),
            null,
            MessageFilter.ALL,
            DestinationKind.QUEUE,
            "kept");
    String token = NODE.management().messages().confirm(ADMIN, move).token();
    NODE.management().messages().run(ADMIN, move, token, null);

    AuditFilter kept = AuditFilter.ofDestination("queue://kept");
    assertThat(NODE.management().audit(ADMIN, kept, null, 50).items())
        .extracting(AuditView::action, AuditView::target)
        .containsExactly(
            tuple("move", "queue://elsewhere"),
            tuple("send", "queue://kept"),
            tuple("change", "setting://queue://kept"),
            tuple("create", "queue://kept"));
    assertThat(NODE.management().audit(OPERATOR, kept, null, 50).items())
        .extracting(AuditView::action)
        .containsExactly("send");
    assertThatThrownBy(() -> NODE.management().audit(VIEWER, kept, null, 50))
        .hasMessageContaining("operator");
    AuditFilter unclear = AuditFilter.ofDestination("kept");
    assertThatThrownBy(() -> NODE.management().audit(ADMIN, unclear, null, 50))
        .hasMessageContaining("queue://orders");
  }

  @Test
  void whatWasDoneToADestinationWithAVeryLongNameIsFound() {
    String name = "x".repeat(255);
    NODE.management().createDestination(ADMIN, DestinationKind.QUEUE, name);
    AuditFilter filter = AuditFilter.ofDestination("queue://" + name);
    assertThat(NODE.management().audit(ADMIN, filter, null, 50).items())
        .extracting(AuditView::action)
        .containsExactly("create");
  }
}
