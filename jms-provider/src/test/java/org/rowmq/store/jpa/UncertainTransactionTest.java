package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.unique;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;
import org.rowmq.transaction.ContainerTransaction;
import org.rowmq.transaction.Narayana;

/**
 * Transactions of a container that end in the database otherwise than their manager says, which has
 * not been answered.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class UncertainTransactionTest {
  private static final int LANE = 1;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

  private BrokerOnCounting node;
  private Connection connection;
  private TransactionManager manager;
  private ContainerTransaction container;
  private DestinationRow orders;
  private DestinationRow bills;
  private Consumer ordering;
  private Consumer billing;

  /** The end of the transaction on the connection, which is then said to be rolled back. */
  private interface End {
    void of(Connection connection) throws SQLException;
  }

  @AfterEach
  void close() throws SQLException {
    ordering.close();
    billing.close();
    connection.close();
    node.close();
  }

  private void open(Shared shared, Path directory) throws SQLException {
    node = new BrokerOnCounting(shared, directory, false, Duration.ofSeconds(10));
    connection = node.counting.dataSource().getConnection();
    connection.setAutoCommit(false);
    manager = Narayana.manager();
    container =
        new ContainerTransaction(
            new TransactionSynchronizationRegistryImple(), ofTheTransaction(), node.broker);
    orders = node.broker.resolve(DestinationKind.QUEUE, unique("orders"));
    bills = node.broker.resolve(DestinationKind.QUEUE, unique("bills"));
    ordering = node.broker.consume(Mailbox.of(orders), Selector.NONE, null);
    billing = node.broker.consume(Mailbox.of(bills), Selector.NONE, null);
    assertThat(billing.poll()).isNull();
  }

  /** Gives the one connection, which is closed when the test ends. */
  private DataSource ofTheTransaction() {
    ClassLoader loader = getClass().getClassLoader();
    Object shared =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return (DataSource)
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("getConnection");
              return shared;
            });
  }

  private void send(DestinationRow queue, long... numbers) {
    for (long number : numbers) {
      node.broker.write(Work.sendingAlone(LANE, new Outgoing(queue, message(number), Origin.NONE)));
    }
  }

  /** Takes an order and sends a bill. */
  private void order(End end) throws Exception {
    manager.begin();
    Delivery order = ordering.take(LIMIT);
    assertThat(order.envelope().messageId()).isEqualTo(1);
    container.current().consume(order);
    container.current().send(new Outgoing(bills, message(3), Origin.NONE));
    assertThat(manager.getTransaction().enlistResource(new Unanswered(end))).isTrue();
    assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);
  }

  @ParameterizedTest
  @EnumSource
  void what_was_consumed_is_not_delivered_again_and_what_was_sent_is_if_it_was_committed(
      Shared shared, @TempDir Path directory) throws Exception {
    open(shared, directory);
    send(orders, 1, 2);
    order(Connection::commit);

    Delivery next = ordering.take(LIMIT);
    assertThat(next.envelope().messageId()).isEqualTo(2);
    Delivery bill = billing.take(LIMIT);
    assertThat(bill.envelope().messageId()).isEqualTo(3);
    node.broker.write(Work.consuming(LANE, List.of(next, bill)));
  }

  @ParameterizedTest
  @EnumSource
  void what_was_consumed_is_delivered_again_first_and_counted_if_it_was_rolled_back(
      Shared shared, @TempDir Path directory) throws Exception {
    open(shared, directory);
    send(orders, 1, 2);
    order(Connection::rollback);

    Delivery again = ordering.take(LIMIT);
    assertThat(again.envelope().messageId()).isEqualTo(1);
    assertThat(again.failureCount()).isOne();
    Delivery next = ordering.take(LIMIT);
    assertThat(next.envelope().messageId()).isEqualTo(2);
    assertThat(billing.take(MOMENT)).isNull();
    node.broker.write(Work.consuming(LANE, List.of(again, next)));
  }

  /** A resource whose server ends the transaction, and whose answer is that it was rolled back. */
  private final class Unanswered implements XAResource {
    private final End end;

    Unanswered(End end) {
      this.end = end;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
      try {
        end.of(connection);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      throw new XAException(XAException.XA_RBCOMMFAIL);
    }

    @Override
    public void rollback(Xid xid) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public int prepare(Xid xid) {
      throw new IllegalStateException("it is the only resource");
    }

    @Override
    public void start(Xid xid, int flags) {
      // the connection is in a transaction already
    }

    @Override
    public void end(Xid xid, int flags) {
      // nothing is to be said before the commit
    }

    @Override
    public void forget(Xid xid) {
      // nothing was kept
    }

    @Override
    public Xid[] recover(int flag) {
      return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
      return this == other;
    }

    @Override
    public int getTransactionTimeout() {
      return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
      return false;
    }
  }
}
