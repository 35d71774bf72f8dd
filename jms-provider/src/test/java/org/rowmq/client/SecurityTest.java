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
import org.rowmq.management.NewTextMessage;
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
    NewTextMessage message = new NewTextMessage("hello", null, null, 4, true, 0, 0, Map.of());
    assertThatThrownBy(() -> management.send(OPERATOR, DestinationKind.QUEUE, "orders", message))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("permission to send orders");
    assertThatThrownBy(
            () -> management.pause(OPERATOR, DestinationKind.QUEUE, "orders", true, true))
        .hasMessageContaining("permission to manage orders");
    assertThatThrownBy(() -> management.browse(OPERATOR, "orders", null, 10))
        .hasMessageContaining("permission to browse orders");
    management.send(ADMIN, DestinationKind.QUEUE, "orders", message);

    management.permit(ADMIN, "olga", "ord*", Set.of(DestinationRight.values()));

    management.send(OPERATOR, DestinationKind.QUEUE, "orders", message);
    String id = management.browse(OPERATOR, "orders", null, 10).items().get(0).id();
    assertThat(management.message(OPERATOR, id)).isNotNull();
    management.permit(ADMIN, "olga", "ord*", Set.of());
    assertThatThrownBy(() -> management.message(OPERATOR, id))
        .hasMessageContaining("permission to browse orders");
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
