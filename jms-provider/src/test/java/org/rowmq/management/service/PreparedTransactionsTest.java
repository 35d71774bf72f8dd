package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.PreparedTransaction;
import org.rowmq.management.PreparedTransaction.Effect;
import org.rowmq.selector.Selector;

class PreparedTransactionsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();

  private record TestXid(byte number) implements Xid {
    @Override
    public int getFormatId() {
      return 7;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {number};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  /** Prepares a branch that consumes the message of one queue and sends it on to another. */
  private PreparedTransaction prepared(int number, String from, String to)
      throws InterruptedException {
    NODE.queue(from, 1);
    NODE.queue(to, 0);
    Mailbox source = Mailbox.of(NODE.broker().find(QUEUE, from).orElseThrow());
    Consumer consumer = NODE.broker().consume(source, Selector.NONE, null);
    Delivery taken = consumer.take(TimeUnit.SECONDS.toNanos(5));
    Work work = new Work(0);
    work.consume(taken);
    work.send(
        new Outgoing(NODE.broker().find(QUEUE, to).orElseThrow(), taken.envelope(), Origin.NONE));
    NODE.broker().prepare(new TestXid((byte) number), work);
    consumer.close();
    String xid = "7:0" + number + ":01";
    return management.preparedTransactions(VIEWER).stream()
        .filter(transaction -> transaction.xid().equals(xid))
        .findFirst()
        .orElseThrow();
  }

  private void resolve(PreparedTransaction transaction, boolean commit) {
    management.resolveTransaction(ADMIN, transaction.xid(), commit, "its manager is gone");
  }

  private long depth(String queue) {
    return management
        .messages()
        .browse(VIEWER, MessageSource.queue(queue), MessageFilter.ALL, null, 10)
        .items()
        .stream()
        .filter(message -> message.state().equals("AVAILABLE"))
        .count();
  }

  /** Check 33, but for the killed client. */
  @Test
  void aPreparedTransactionIsShownWithWhatItDidAndRolledBackByHand() throws InterruptedException {
    PreparedTransaction transaction = prepared(1, "xa.from", "xa.to");
    assertThat(transaction.node()).isEqualTo("managed");
    assertThat(transaction.preparedAt()).isPositive();
    assertThat(transaction.effects())
        .containsExactlyInAnyOrder(
            new Effect("queue://xa.from", true, 1), new Effect("queue://xa.to", false, 1));
    assertThat(depth("xa.from")).isZero();

    resolve(transaction, false);

    assertThat(depth("xa.from")).isEqualTo(1);
    assertThat(depth("xa.to")).isZero();
    assertThat(management.preparedTransactions(VIEWER)).doesNotContain(transaction);
    AuditView row = management.audit(ADMIN, AuditFilter.ALL, null, 1).items().get(0);
    assertThat(row.action()).isEqualTo("rollback");
    assertThat(row.messageCount()).isEqualTo(2);
    assertThat(row.parameters()).isEqualTo("{\"reason\":\"its manager is gone\"}");
  }

  @Test
  void committedByHandItsMessagesAppear() throws InterruptedException {
    PreparedTransaction transaction = prepared(2, "xc.from", "xc.to");

    resolve(transaction, true);

    assertThat(depth("xc.from")).isZero();
    assertThat(depth("xc.to")).isEqualTo(1);
    assertThatThrownBy(() -> resolve(transaction, true))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  /** Check 10, for prepared transactions. */
  @Test
  void itTakesAnAdministratorAndAReason() throws InterruptedException {
    PreparedTransaction transaction = prepared(3, "xr.from", "xr.to");

    assertThatThrownBy(
            () -> management.resolveTransaction(OPERATOR, transaction.xid(), true, "because"))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    for (String reason : List.of("", "   ", "x".repeat(501))) {
      assertThatThrownBy(
              () -> management.resolveTransaction(ADMIN, transaction.xid(), true, reason))
          .isInstanceOfSatisfying(
              ManagementException.class, e -> assertThat(e.field()).isEqualTo("reason"));
    }
    assertThat(management.preparedTransactions(VIEWER)).contains(transaction);
  }
}
