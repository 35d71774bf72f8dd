package org.rowmq.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import org.junit.jupiter.api.Test;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.conformance.Section;
import org.rowmq.testing.Directories;

/** Looking up administered objects in Java SE. */
@Section("5.1")
@SuppressWarnings("BanJNDI")
class JndiTest {
  private static InitialContext context(String... properties) throws NamingException {
    Properties environment = new Properties();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, RowmqInitialContextFactory.class.getName());
    for (int i = 0; i < properties.length; i += 2) {
      environment.put(properties[i], properties[i + 1]);
    }
    return new InitialContext(environment);
  }

  @Test
  void aProgramFindsItsFactoryAndDestinations() throws Exception {
    Path directory = Directories.fresh("jndi");
    InitialContext context =
        context(
            "connectionFactory.shop.dataDirectory", directory.toString(),
            "connectionFactory.shop.clientId", "cashier",
            "queue.jms/orders", "orders",
            "topic.prices", "prices");
    assertThat(context.lookup("prices")).isEqualTo(new RowmqTopic("prices"));
    Queue queue = (Queue) context.lookup("jms/orders");
    ConnectionFactory factory = (ConnectionFactory) context.lookup("shop");
    context.close();
    try (RowmqConnectionFactory closing = (RowmqConnectionFactory) factory;
        JMSContext jms = factory.createContext()) {
      assertThat(jms.getClientID()).isEqualTo("cashier");
      jms.createProducer().send(queue, "hello");
      assertThat(jms.createConsumer(queue).receiveBody(String.class, 20_000)).isEqualTo("hello");
    }
    Directories.delete(directory);
  }

  @Test
  void withoutFactoriesThereIsOneOnTheProviderUrl() throws Exception {
    assertThat(context(Context.PROVIDER_URL, "/var/lib/shop").lookup("ConnectionFactory"))
        .hasToString("RowmqConnectionFactory[" + name("/var/lib/shop") + "]");
    assertThat(
            context(Context.PROVIDER_URL, "jdbc:postgresql://db/app").lookup("ConnectionFactory"))
        .asString()
        .contains("database=jdbc:postgresql://db/app");
  }

  private static String name(String directory) {
    return org.rowmq.runtime.RowmqConfig.of(java.util.Map.of("dataDirectory", directory))
        .toString();
  }

  @Test
  void dynamicDestinationsNeedNoEntry() throws Exception {
    InitialContext context = context();
    assertThat(context.lookup("dynamicQueues/a/b")).isEqualTo(new RowmqQueue("a/b"));
    assertThat(context.lookup("dynamicTopics/t")).isEqualTo(new RowmqTopic("t"));
  }

  @Test
  void whatIsNotThereIsNamedTogetherWithWhatIs() throws Exception {
    InitialContext context = context("queue.orders", "orders");
    assertThatThrownBy(() -> context.lookup("oders"))
        .isInstanceOf(NameNotFoundException.class)
        .hasMessageContaining("orders");
  }

  @Test
  void aWrongSettingNamesItsKey() {
    assertThatThrownBy(() -> context("connectionFactory.shop.jdbcUlr", "x"))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("connectionFactory.shop")
        .hasMessageContaining("jdbcUrl");
    assertThatThrownBy(() -> context("queue.orders", ""))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("queue.orders");
  }

  @Test
  void objectsCanBeBoundListedRenamedAndRemoved() throws Exception {
    InitialContext context = context("connectionFactory.f", "");
    Queue queue = new RowmqQueue("q");
    context.bind("b", queue);
    assertThatThrownBy(() -> context.bind("b", queue))
        .isInstanceOf(NameAlreadyBoundException.class);
    context.rebind("b", queue);
    context.rename("b", "c");
    assertThat(Collections.list(context.list("")).stream().map(each -> each.getName()))
        .containsExactly("c", "f");
    assertThat(Collections.list(context.listBindings("")).get(0).getObject()).isSameAs(queue);
    context.unbind("c");
    assertThatThrownBy(() -> context.lookup("c")).isInstanceOf(NameNotFoundException.class);
    assertThatThrownBy(() -> context.createSubcontext("sub"))
        .isInstanceOf(OperationNotSupportedException.class);
  }
}
