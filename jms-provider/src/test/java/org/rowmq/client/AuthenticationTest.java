package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;
import org.rowmq.store.ConfigurationException;
import org.rowmq.testing.Directories;

/** Who may connect. */
@Section({"6.1.1", "10.3"})
class AuthenticationTest {
  private static Path directory;

  /** Keeps the node up between the factories of the tests. */
  private static RowmqConnectionFactory node;

  @BeforeAll
  static void start() {
    directory = Directories.fresh("connection-factory");
    node = factory(Map.of());
    node.createContext().close();
  }

  @AfterAll
  static void stop() {
    node.close();
    Directories.delete(directory);
  }

  private static RowmqConnectionFactory factory(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("dataDirectory", directory.toString());
    return RowmqConnectionFactory.of(settings);
  }

  @Test
  void withoutUsersAnybodyMayConnect() throws JMSException {
    try (RowmqConnectionFactory open = factory(Map.of())) {
      open.createConnection().close();
      open.createConnection("anybody", "anything").close();
      open.createContext("anybody", "anything").close();
    }
  }

  @Test
  void withUsersOnlyTheyMayConnect() throws JMSException {
    try (RowmqConnectionFactory guarded = factory(Map.of("users.alice", "secret"))) {
      guarded.createConnection("alice", "secret").close();
      guarded.createQueueConnection("alice", "secret").close();
      guarded.createTopicConnection("alice", "secret").close();
      guarded.createXAConnection("alice", "secret").close();
      guarded.createXAContext("alice", "secret").close();
      guarded.createContext("alice", "secret", JMSContext.CLIENT_ACKNOWLEDGE).close();
      assertThatThrownBy(() -> guarded.createConnection("alice", "wrong"))
          .isInstanceOf(JMSSecurityException.class);
      assertThatThrownBy(() -> guarded.createConnection("alice", null))
          .isInstanceOf(JMSSecurityException.class);
      assertThatThrownBy(() -> guarded.createConnection("bob", "secret"))
          .isInstanceOf(JMSSecurityException.class);
      assertThatThrownBy(guarded::createConnection).isInstanceOf(JMSSecurityException.class);
      assertThatThrownBy(guarded::createContext).isInstanceOf(JMSSecurityRuntimeException.class);
      assertThatThrownBy(() -> guarded.createContext("alice", "wrong"))
          .isInstanceOf(JMSSecurityRuntimeException.class)
          .hasMessageContaining("alice")
          .hasMessageNotContaining("wrong");
    }
  }

  @Test
  void whetherOneMayConnectWithoutCredentialsIsASetting() throws JMSException {
    try (RowmqConnectionFactory lenient =
            factory(Map.of("users.alice", "secret", "anonymousAllowed", "true"));
        RowmqConnectionFactory strict = factory(Map.of("anonymousAllowed", "false"))) {
      lenient.createConnection().close();
      lenient.createConnection("alice", "secret").close();
      assertThatThrownBy(() -> lenient.createConnection("alice", "wrong"))
          .isInstanceOf(JMSSecurityException.class);
      strict.createConnection("anybody", "x").close();
      assertThatThrownBy(strict::createConnection).isInstanceOf(JMSSecurityException.class);
      RowmqConnectionFactory asking = strict.withAuthenticator((user, password) -> user == null);
      assertThatThrownBy(asking::createConnection).isInstanceOf(JMSSecurityException.class);
      asking.close();
    }
    assertThatThrownBy(() -> factory(Map.of("anonymousAllowed", "maybe")))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void aPasswordMayBeGivenAsItsHash() throws JMSException {
    String hash = PasswordHash.parse("secret").toString();
    assertThat(hash).doesNotContain("secret");
    try (RowmqConnectionFactory guarded = factory(Map.of("users.alice", hash))) {
      guarded.createConnection("alice", "secret").close();
      assertThatThrownBy(() -> guarded.createConnection("alice", hash))
          .isInstanceOf(JMSSecurityException.class);
    }
    assertThatThrownBy(() -> factory(Map.of("users.alice", "pbkdf2$broken")))
        .isInstanceOf(ConfigurationException.class);
  }
}
