package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSSecurityException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
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
import org.rowmq.testing.Directories;

/** A connection factory in a directory or a stream. */
@Section("5.1")
class AdministeredObjectsTest {
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
