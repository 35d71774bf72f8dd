package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;

/** A command that the database does not carry out, because somebody else has locked a row. */
@Timeout(180)
class FailedCommandTest {
  @RegisterExtension static final TwoNodes NODES = new TwoNodes(Map.of());

  @Test
  void itIsNotDoneAndTheAuditTrailSaysThatItFailedAndWhy() throws Exception {
    Management management = NODES.console();
    management.createDestination(ADMIN, QUEUE, "locked");
    try (Connection other = DriverManager.getConnection(NODES.url(), "sa", "");
        PreparedStatement lock =
            other.prepareStatement("update rowmq_destination set name = name where name = ?")) {
      other.setAutoCommit(false);
      lock.setString(1, "locked");
      assertThat(lock.executeUpdate()).isEqualTo(1);

      assertThatThrownBy(() -> management.pause(OPERATOR, QUEUE, "locked", true, false))
          .isInstanceOfSatisfying(
              ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
      other.rollback();
    }

    assertThat(management.destination(VIEWER, QUEUE, "locked").consumptionPaused()).isFalse();
    List<AuditView> entries =
        management.audit(ADMIN, AuditFilter.ofDestination("queue://locked"), null, 10).items();
    assertThat(entries).extracting(AuditView::outcome).containsExactly("FAILED", "OK");
    assertThat(entries.get(0).action()).isEqualTo("pause delivery");
    assertThat(entries.get(0).error()).contains("pausing a destination");
  }
}
