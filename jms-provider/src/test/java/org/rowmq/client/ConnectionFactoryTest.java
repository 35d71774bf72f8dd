package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.conformance.Section;
import org.rowmq.store.ConfigurationException;
import org.rowmq.testing.Directories;

/** Connection factories: credentials, settings, and their life as administered objects. */
@Section({"5.1", "5.3", "6.1.1", "10.2"})
class ConnectionFactoryTest {
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

  private static byte[] bytes(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static RowmqConnectionFactory copy(Object object) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(object)))) {
      return (RowmqConnectionFactory) in.readObject();
    }
  }

  private static RowmqConnectionFactory restored(Reference reference) throws Exception {
    return (RowmqConnectionFactory)
        NamingManager.getObjectInstance(reference, null, null, new java.util.Hashtable<>());
  }

  // ---- credentials

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

  // ---- life

  @Test
  void aClosedFactoryRefusesAndClosingItTwiceDoesNothing() {
    RowmqConnectionFactory closed = factory(Map.of());
    closed.close();
    closed.close();
    assertThatThrownBy(closed::createConnection).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itsTextShowsNoPassword() {
    RowmqConnectionFactory factory =
        RowmqConnectionFactory.of(
            Map.of(
                "jdbcUrl", "jdbc:postgresql://db/app?user=u&password=hidden",
                "password", "hidden",
                "users.alice", "hidden"));
    assertThat(factory.toString()).contains("jdbc:postgresql://db/app").doesNotContain("hidden");
  }

  @Test
  void settingsComeFromAFile() throws Exception {
    Path file = directory.resolve("rowmq.properties");
    Files.writeString(file, "dataDirectory=" + directory + "\nclientId=from-file\n");
    try (RowmqConnectionFactory factory = RowmqConnectionFactory.ofProperties(file);
        Connection connection = factory.createConnection()) {
      assertThat(connection.getClientID()).isEqualTo("from-file");
    }
    assertThatThrownBy(() -> RowmqConnectionFactory.ofProperties(directory.resolve("none")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none");
  }

  // ---- as an administered object

  @Test
  void aSerialisedFactoryConnectsToTheSameNode() throws Exception {
    try (RowmqConnectionFactory original =
            factory(Map.of("clientId", "portable", "users.alice", "secret"));
        RowmqConnectionFactory copy = copy(original);
        Connection connection = copy.createConnection("alice", "secret")) {
      assertThat(connection.getClientID()).isEqualTo("portable");
      assertThatThrownBy(copy::createConnection).isInstanceOf(JMSSecurityException.class);
      assertThat(copy).hasToString(original.toString());
    }
  }

  @Test
  void aFactoryIsRestoredFromItsReference() throws Exception {
    try (RowmqConnectionFactory original =
            factory(Map.of("clientId", "referenced", "users.alice", "secret"));
        RowmqConnectionFactory copy = restored(original.getReference());
        Connection connection = copy.createConnection("alice", "secret")) {
      assertThat(connection.getClientID()).isEqualTo("referenced");
      assertThatThrownBy(() -> copy.createConnection("alice", "wrong"))
          .isInstanceOf(JMSSecurityException.class);
    }
  }

  @Test
  void noSecretLeavesThroughAReferenceOrAStream() throws Exception {
    RowmqConnectionFactory original =
        RowmqConnectionFactory.of(
            Map.of(
                "jdbcUrl", "jdbc:postgresql://db/app?password=hidden&user=u",
                "password", "hidden",
                "users.alice", "hidden"));
    assertThat(original.getReference().toString())
        .contains("jdbc:postgresql://db/app?user=u")
        .doesNotContain("hidden");
    assertThat(new String(bytes(original), StandardCharsets.ISO_8859_1)).doesNotContain("hidden");
    assertThat(PortableSettings.withoutSecrets(Map.of("jdbcUrl", "jdbc:h2:mem:a;PASSWORD=x;B=1")))
        .containsEntry("jdbcUrl", "jdbc:h2:mem:a;B=1");
  }

  @Test
  void theOmittedPasswordComesFromASystemProperty() {
    Map<String, String> portable =
        PortableSettings.withoutSecrets(Map.of("jdbcUrl", "jdbc:x", "password", "secret"));
    System.setProperty("rowmq.password", "from the operator");
    try {
      assertThat(PortableSettings.withSecrets(portable))
          .isEqualTo(Map.of("jdbcUrl", "jdbc:x", "password", "from the operator"));
    } finally {
      System.clearProperty("rowmq.password");
    }
    assertThat(PortableSettings.withSecrets(Map.of("jdbcUrl", "jdbc:x"))).hasSize(1);
  }

  @Test
  void anAuthenticatorOfCodeTravelsOnlyIfItCan() throws Exception {
    RowmqConnectionFactory code = factory(Map.of()).withAuthenticator((user, password) -> true);
    assertThatThrownBy(code::getReference).isInstanceOf(NamingException.class);
    assertThatThrownBy(() -> bytes(code)).isInstanceOf(NotSerializableException.class);
    RowmqConnectionFactory portable =
        copy(
            factory(Map.of())
                .withAuthenticator((Authenticator & java.io.Serializable) (u, p) -> u == null));
    portable.createConnection().close();
    assertThatThrownBy(() -> portable.createConnection("a", "b"))
        .isInstanceOf(JMSSecurityException.class);
    portable.close();
  }
}
