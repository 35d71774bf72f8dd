package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;
import org.rowmq.management.Role;
import org.rowmq.management.service.Management;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;

/** Users and permissions, where they are switched on. */
class SecurityTest {
  private static final String PASSWORD = "long-enough-password";
  private static final Caller ADMIN = new Caller("root", Role.ADMIN, "local", "r1");
  private static final Caller OPERATOR = new Caller("olga", Role.OPERATOR, "local", "r2");

  @TempDir Path directory;
  private RowmqRuntime runtime;
  private Management management;

  @BeforeEach
  void start() {
    runtime =
        RowmqRuntime.start(
            RowmqConfig.of(
                Map.of(
                    "dataDirectory",
                    directory.toString(),
                    "security",
                    "users",
                    "setUserId",
                    "true")),
            Authenticator.TRUST);
    management = new Management(runtime.broker(), "test", List::of);
    management.saveClientUser(ADMIN, "scott", PASSWORD.toCharArray(), true);
  }

  @AfterEach
  void stop() {
    runtime.close();
  }

  @Test
  void aConnectionNeedsAnEnabledUserAndTheRightPassword() {
    assertThatThrownBy(() -> connect(null, null)).isInstanceOf(JMSSecurityException.class);
    assertThatThrownBy(() -> connect("scott", "wrong")).isInstanceOf(JMSSecurityException.class);
    assertThatThrownBy(() -> connect("nobody", PASSWORD)).isInstanceOf(JMSSecurityException.class);
    assertThatCode(() -> connect("scott", PASSWORD).close()).doesNotThrowAnyException();

    management.saveClientUser(ADMIN, "scott", null, false);

    assertThatThrownBy(() -> connect("scott", PASSWORD)).isInstanceOf(JMSSecurityException.class);
  }

  @Test
  void rightsHoldForDestinationsThatMatchAndAreTakenAwayAtOnce() throws Exception {
    management.permit(ADMIN, "scott", "orders.*", Set.of(DestinationRight.SEND));
    try (ClientConnection connection = connect("scott", PASSWORD);
        Session session = connection.createSession()) {
      Queue orders = new RowmqQueue("orders.new");
      MessageProducer producer = session.createProducer(orders);
      producer.send(session.createTextMessage("a"));
      assertThatThrownBy(() -> session.createProducer(new RowmqQueue("orders")))
          .isInstanceOf(JMSSecurityException.class)
          .hasMessageContaining("scott may not send to");
      assertThatThrownBy(() -> session.createConsumer(orders))
          .isInstanceOf(JMSSecurityException.class);
      assertThatThrownBy(() -> session.createBrowser(orders))
          .isInstanceOf(JMSSecurityException.class);
      assertThatThrownBy(
              () -> session.createSharedDurableConsumer(new RowmqTopic("orders.topic"), "s"))
          .isInstanceOf(JMSSecurityException.class);

      management.permit(ADMIN, "scott", "orders.*", Set.of());

      assertThatThrownBy(() -> producer.send(session.createTextMessage("b")))
          .isInstanceOf(JMSSecurityException.class);
      assertThatCode(() -> session.createConsumer(session.createTemporaryQueue()).close())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void whatIsPermittedToEverybodyIsPermittedToEachUser() throws Exception {
    management.permit(ADMIN, "*", "*", Set.of(DestinationRight.SEND, DestinationRight.CONSUME));
    try (ClientConnection connection = connect("scott", PASSWORD);
        Session session = connection.createSession()) {
      Queue queue = new RowmqQueue("anything");
      Message forged = session.createTextMessage("a");
      forged.setStringProperty("JMSXUserID", "root");
      session.createProducer(queue).send(forged);
      connection.start();
      Message received = session.createConsumer(queue).receive(5_000);
      assertThat(received.getStringProperty("JMSXUserID")).isEqualTo("scott");
    }
  }

  @Test
  void permissionsBindTheUsersOfTheConsoleExceptAdministrators() {
    management.createDestination(ADMIN, DestinationKind.QUEUE, "orders");
    management.createDestination(ADMIN, DestinationKind.QUEUE, "closed");
    MessageManagement messages = management.messages();
    MessageSource orders = MessageSource.queue("orders");
    assertThatThrownBy(() -> send(OPERATOR, "orders"))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("permission to send orders");
    assertThatThrownBy(
            () -> management.pause(OPERATOR, DestinationKind.QUEUE, "orders", true, true))
        .hasMessageContaining("permission to manage orders");
    assertThatThrownBy(() -> messages.browse(OPERATOR, orders, MessageFilter.ALL, null, 10))
        .hasMessageContaining("permission to browse orders");
    send(ADMIN, "orders");

    management.permit(ADMIN, "olga", "ord*", Set.of(DestinationRight.values()));

    send(OPERATOR, "orders");
    List<String> ids =
        List.of(messages.browse(OPERATOR, orders, MessageFilter.ALL, null, 10).items().get(0).id());
    assertThat(messages.message(OPERATOR, ids.get(0))).isNotNull();
    MessageCommand move =
        new MessageCommand(
            MessageCommand.Action.MOVE, orders, ids, null, DestinationKind.QUEUE, "closed");
    assertThatThrownBy(() -> messages.run(OPERATOR, move, null, null))
        .hasMessageContaining("permission to send closed");
    management.permit(ADMIN, "olga", "ord*", Set.of(DestinationRight.BROWSE));
    assertThatThrownBy(() -> messages.confirm(OPERATOR, MessageCommand.delete(orders, ids)))
        .hasMessageContaining("permission to manage orders");
    management.permit(ADMIN, "olga", "ord*", Set.of());
    assertThatThrownBy(() -> messages.message(OPERATOR, ids.get(0)))
        .hasMessageContaining("permission to browse orders");
  }

  private void send(Caller caller, String queue) {
    management
        .messages()
        .send(caller, DestinationKind.QUEUE, queue, NewMessage.text("hello"), null);
  }

  @Test
  void onlyAdministratorsManageUsersAndPermissions() {
    assertThatThrownBy(() -> management.clientUsers(OPERATOR))
        .isInstanceOf(ManagementException.class);
    assertThatThrownBy(() -> management.permit(OPERATOR, "olga", "*", Set.of()))
        .isInstanceOf(ManagementException.class);
    assertThatThrownBy(
            () -> management.saveClientUser(ADMIN, "short", "secret".toCharArray(), true))
        .hasMessageContaining("12 to 200 characters");
    assertThat(management.clientUsers(ADMIN)).extracting("name").containsExactly("scott");
    management.deleteClientUser(ADMIN, "scott");
    assertThat(management.clientUsers(ADMIN)).isEmpty();
  }

  private ClientConnection connect(String user, String password) throws JMSException {
    return runtime.clientNode().connect(user, password, null, Domain.COMMON, null);
  }
}
