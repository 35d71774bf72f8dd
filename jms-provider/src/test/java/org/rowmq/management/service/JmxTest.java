package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenType;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientConnection;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Role;
import org.rowmq.management.WarningView;
import org.rowmq.management.jmx.JmxFace;

/** Through a remote connector, as JConsole comes. */
class JmxTest {
  private static final Set<String> PRIMITIVES = Set.of("void", "boolean", "int", "long");
  private static final String READING =
      "(list|find|browse|count|confirm|preview)[A-Z]?.*|metrics|node|settings|(export|pattern)Settings";
  private static final String TEXT = String.class.getName();
  private static final String TEXTS = String[].class.getName();

  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private JMXConnectorServer connectors;
  private JMXConnector connector;
  private MBeanServerConnection client;
  private JmxFace face;

  @BeforeEach
  @SuppressWarnings("BanJNDI") // a connector of this test, on this machine
  void connect() throws Exception {
    face = JmxFace.open(NODE.management(), Role.ADMIN);
    connectors =
        JMXConnectorServerFactory.newJMXConnectorServer(
            new JMXServiceURL("service:jmx:rmi://localhost"),
            null,
            ManagementFactory.getPlatformMBeanServer());
    connectors.start();
    connector = JMXConnectorFactory.connect(connectors.getAddress());
    client = connector.getMBeanServerConnection();
  }

  @AfterEach
  void close() throws Exception {
    connector.close();
    connectors.stop();
    face.close();
  }

  private static ObjectName name(String type) throws Exception {
    return new ObjectName("org.rowmq:type=" + type + ",node=\"managed\"");
  }

  @Test
  void theSizesOfTheTablesAreSeen() throws Exception {
    CompositeData storage = (CompositeData) client.getAttribute(name("Node"), "Storage");

    assertThat((Long) storage.get("databaseBytes")).isPositive();
    assertThat(Arrays.stream((CompositeData[]) storage.get("tables")).map(each -> each.get("name")))
        .contains("ROWMQ_MESSAGE");
  }

  @Test
  void clientsOfTheNodeAreSeen() throws Exception {
    NODE.queue("jmx.clients", 0);
    try (ClientConnection connection = NODE.connect()) {
      connection.setClientID("till-9");
      Session session = connection.createSession();
      session.createConsumer(new RowmqQueue("jmx.clients"));

      assertThat(ofTill9("Connections", "clientId")).containsExactly(1);
      assertThat(ofTill9("Sessions", "clientId")).containsExactly(1);
      assertThat(ofTill9("Consumers", "name")).hasSize(1);
      session.createProducer(new RowmqQueue("jmx.clients")).send(session.createMessage());
      assertThat(ofTill9("Producers", "clientId")).hasSize(1);
      CompositeData[] producers =
          (CompositeData[]) invoke("Destinations", "producers", "queue", "jmx.clients");
      assertThat(producers).extracting(each -> each.get("sent")).containsExactly(1L);
      assertThat((CompositeData[]) invoke("Destinations", "producers", "topic", "jmx.clients"))
          .isEmpty();
      assertThat((CompositeData[]) invoke("Destinations", "consumers", "queue", "jmx.clients"))
          .hasSize(1);
      CompositeData[] audit =
          (CompositeData[])
              client.invoke(
                  name("Destinations"),
                  "audit",
                  new Object[] {"queue", "jmx.clients", 10},
                  new String[] {TEXT, TEXT, "int"});
      assertThat(audit).extracting(each -> each.get("action")).containsExactly("create");
    }
  }

  /** How many consumers each has that is of that client, where it is said. */
  private List<Object> ofTill9(String attribute, String nameOfClient) throws Exception {
    CompositeData[] all = (CompositeData[]) client.getAttribute(name("Node"), attribute);
    return Arrays.stream(all)
        .filter(each -> "till-9".equals(each.get(nameOfClient)))
        .map(each -> each.containsKey("consumers") ? each.get("consumers") : 0)
        .toList();
  }

  private static boolean isOpen(String type) {
    String element = type.replaceFirst("^\\[L(.*);$", "$1");
    return PRIMITIVES.contains(element) || OpenType.ALLOWED_CLASSNAMES_LIST.contains(element);
  }

  private Object invoke(String type, String operation, String... texts) throws Exception {
    String[] signature = new String[texts.length];
    Arrays.fill(signature, TEXT);
    return client.invoke(name(type), operation, texts, signature);
  }

  private static AuditView lastAudit() {
    return NODE.management().audit(ManagedNode.ADMIN, AuditFilter.ALL, null, 1).items().get(0);
  }

  @Test
  void everythingIsOpenDataWithNamesAndDescriptions() throws Exception {
    Set<ObjectName> names = client.queryNames(new ObjectName("org.rowmq:*"), null);
    assertThat(names)
        .containsExactlyInAnyOrder(
            name("Node"),
            name("Destinations"),
            name("Messages"),
            name("Subscriptions"),
            name("Transactions"));
    for (ObjectName each : names) {
      MBeanInfo info = client.getMBeanInfo(each);
      assertThat(info.getAttributes()).allMatch(attribute -> isOpen(attribute.getType()));
      assertThat(info.getOperations()).allMatch(operation -> isOpen(operation.getReturnType()));
      assertThat(info.getOperations())
          .filteredOn(operation -> operation.getName().matches(READING))
          .allMatch(operation -> operation.getImpact() == MBeanOperationInfo.INFO);
      for (MBeanOperationInfo operation : info.getOperations()) {
        assertThat(operation.getDescription()).isNotEqualTo(operation.getName());
        assertThat(operation.getSignature())
            .allMatch(parameter -> isOpen(parameter.getType()))
            .noneMatch(parameter -> parameter.getName().matches("p\\d+"));
      }
      // JConsole reads all attributes of what is selected
      for (var attribute : info.getAttributes()) {
        assertThat(client.getAttribute(each, attribute.getName()))
            .as(each + " " + attribute.getName())
            .isNotNull();
      }
    }
  }

  @Test
  void theLatestWarningsOfANodeAreSeen() throws Exception {
    WarningView warning = new WarningView(1_000, "ERROR", "org.rowmq.x", "it broke");
    NODE.management().warnedBy(() -> List.of(warning));

    CompositeData node = (CompositeData) invoke("Node", "node", "managed");

    assertThat(node.getCompositeType().getType("slowCalls").getTypeName())
        .contains("CompositeData");
    CompositeData seen = ((CompositeData[]) node.get("warnings"))[0];
    assertThat(seen.get("at")).isEqualTo("1970-01-01T00:00:01Z");
    assertThat(seen.get("level") + " " + seen.get("text")).isEqualTo("ERROR it broke");
    NODE.management().warnedBy(List::of);
  }

  @Test
  void allSettingsGoOutAndInAsADocumentInTwoSteps() throws Exception {
    String document = (String) invoke("Node", "exportSettings");
    String other = document.replaceFirst("\"all\" *: *\\{", "$0 \"maxMessages\": 12 ");
    CompositeData preview = (CompositeData) invoke("Node", "previewImport", other);
    assertThat(preview.get("count")).isEqualTo(1);
    CompositeData change = ((CompositeData[]) preview.get("changes"))[0];
    assertThat(change.get("scope") + " " + change.get("name") + " " + change.get("after"))
        .isEqualTo("all destinations maxMessages 12");
    assertThatThrownBy(() -> invoke("Node", "importSettings", other, "not seen"))
        .hasRootCauseInstanceOf(RuntimeException.class);

    invoke("Node", "importSettings", other, (String) preview.get("version"));

    assertThat((String) invoke("Node", "exportSettings")).contains("\"maxMessages\" : \"12\"");
    assertThat(lastAudit().user()).isEqualTo("jmx");
    invoke("Node", "resetSetting", "maxMessages");
  }

  @Test
  void aQueueIsMadeFilledBrowsedAndPurgedAndAllIsAuditedAsJmx() throws Exception {
    invoke("Destinations", "create", "queue", "jmx.queue");
    assertThat((String) invoke("Messages", "sendText", "queue", "jmx.queue", "hello"))
        .startsWith("ID:");
    assertThat(lastAudit().user()).isEqualTo("jmx");
    assertThat(lastAudit().role()).isEqualTo("admin");
    assertThat(lastAudit().address()).isNotEqualTo("local").isNotEmpty();

    CompositeData part =
        (CompositeData)
            client.invoke(
                name("Messages"),
                "browse",
                new Object[] {"jmx.queue", "", "", 10},
                new String[] {TEXT, TEXT, TEXT, "int"});
    CompositeData message = ((CompositeData[]) part.get("items"))[0];
    CompositeData detail = (CompositeData) invoke("Messages", "find", (String) message.get("id"));
    assertThat(detail.get("body")).isEqualTo("hello");

    assertThatThrownBy(() -> invoke("Destinations", "purge", "queue", "jmx.queue", "made-up", ""))
        .isInstanceOf(RuntimeMBeanException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    CompositeData confirmation =
        (CompositeData) invoke("Destinations", "confirmPurge", "queue", "jmx.queue");
    assertThat(confirmation.get("messages")).isEqualTo(1L);
    assertThat(
            invoke(
                "Destinations",
                "purge",
                "queue",
                "jmx.queue",
                (String) confirmation.get("token"),
                ""))
        .isEqualTo(1L);
    assertThat(lastAudit().action()).isEqualTo("purge");
    assertThat(lastAudit().user()).isEqualTo("jmx");
  }

  @Test
  void oneMessageIsMovedAndAllThatMatchAreDeleted() throws Exception {
    NODE.queue("jmx.from", 3);
    invoke("Destinations", "create", "queue", "jmx.to");
    CompositeData part =
        (CompositeData)
            client.invoke(
                name("Messages"),
                "browse",
                new Object[] {"jmx.from", "", "", 10},
                new String[] {TEXT, TEXT, TEXT, "int"});
    String id = (String) ((CompositeData[]) part.get("items"))[0].get("id");

    CompositeData moved =
        (CompositeData) invoke("Messages", "runOne", "MOVE", "jmx.from", id, "jmx.to", "");
    assertThat(moved.get("done")).isEqualTo(1L);
    CompositeData confirmation =
        (CompositeData) invoke("Messages", "confirm", "DELETE", "jmx.from", "", "");
    assertThat(confirmation.get("messages")).isEqualTo(2L);
    CompositeData deleted =
        (CompositeData)
            invoke(
                "Messages",
                "run",
                "DELETE",
                "jmx.from",
                "",
                "",
                (String) confirmation.get("token"),
                "");
    assertThat(deleted.get("done")).isEqualTo(2L);
  }

  @Test
  void aSettingIsChangedAndTakenBack() throws Exception {
    NODE.queue("jmx.set", 0);
    invoke("Destinations", "changeSetting", "queue", "jmx.set", "maxMessages", "12");
    invoke("Node", "changeSetting", "maxTimeToLive", "5000");
    CompositeData[] settings =
        (CompositeData[]) invoke("Destinations", "settings", "queue", "jmx.set");
    assertThat(settings)
        .filteredOn(each -> !each.get("origin").equals("default"))
        .extracting(each -> each.get("name") + "=" + each.get("value") + " " + each.get("origin"))
        .containsExactly("maxTimeToLive=5000 set for all destinations", "maxMessages=12 set here");

    invoke("Node", "resetSetting", "maxTimeToLive");
    invoke("Destinations", "resetSetting", "queue", "jmx.set", "maxMessages");
    settings = (CompositeData[]) invoke("Node", "settings");
    assertThat(settings).isNotEmpty().allMatch(each -> each.get("own") == null);
    assertThat(lastAudit().user()).isEqualTo("jmx");
  }

  private CompositeData[] deleteSeveral(String[] names, String[] tokens, String typed)
      throws Exception {
    return (CompositeData[])
        client.invoke(
            name("Destinations"),
            "deleteSeveral",
            new Object[] {"queue", names, tokens, typed},
            new String[] {TEXT, TEXTS, TEXTS, TEXT});
  }

  @Test
  void severalQueuesAreDeletedInTwoStepsAndWhatBecameOfEachIsSaid() throws Exception {
    NODE.queue("jmx.several.1", 2);
    NODE.queue("jmx.several.2", 1);
    String[] named = {"jmx.several.1", "jmx.never", "jmx.several.2"};
    CompositeData several =
        (CompositeData)
            client.invoke(
                name("Destinations"),
                "confirmDeletes",
                new Object[] {"queue", named},
                new String[] {TEXT, TEXTS});
    assertThat(several.get("toType")).isEqualTo("delete 2 queues");
    CompositeData[] items = (CompositeData[]) several.get("items");
    assertThat(items).extracting(each -> each.get("name")).containsExactly((Object[]) named);
    assertThat(items[1].get("refused").toString()).contains("There is no queue");
    CompositeData first = (CompositeData) items[0].get("confirmation");
    assertThat(first.get("messages")).isEqualTo(2L);

    String[] names = {"jmx.several.1", "jmx.several.2"};
    CompositeData second = (CompositeData) items[2].get("confirmation");
    String[] tokens = {(String) first.get("token"), (String) second.get("token")};
    assertThatThrownBy(() -> deleteSeveral(names, new String[] {tokens[0]}, "delete 2 queues"))
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 names and 1 tokens");
    assertThatThrownBy(() -> deleteSeveral(names, tokens, "delete 3 queues"))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delete 2 queues");
    invoke("Messages", "sendText", "queue", "jmx.several.2", "one more");
    CompositeData[] outcomes = deleteSeveral(names, tokens, "delete 2 queues");
    assertThat(outcomes).extracting(each -> each.get("messages")).containsExactly(2L, 0L);
    assertThat(outcomes[0].get("refused")).isNull();
    assertThat(outcomes[1].get("refused").toString()).contains("There are 2 messages now");
    assertThat(((CompositeData[]) invoke("Destinations", "list", "jmx.several")))
        .extracting(each -> each.get("name"))
        .containsExactly("jmx.several.2");
    assertThat(lastAudit().user()).isEqualTo("jmx");
  }

  @Test
  void howManyMatchIsSaid() throws Exception {
    NODE.queue("jmx.counted", 3);
    invoke("Messages", "sendText", "queue", "jmx.counted", "without a property");

    for (var expected : Map.of("", 4L, "JMSPriority = 4", 4L, "JMSPriority > 4", 0L).entrySet()) {
      CompositeData count =
          (CompositeData) invoke("Messages", "count", "jmx.counted", expected.getKey());
      assertThat(count.get("count")).as(expected.getKey()).isEqualTo(expected.getValue());
      assertThat(count.get("more")).isEqualTo(false);
    }
    CompositeData audit =
        (CompositeData) invoke("Destinations", "countAudit", "queue", "jmx.counted");
    assertThat(audit.get("count")).isEqualTo(5L);
    assertThat(audit.get("partial")).isEqualTo(false);
  }

  @Test
  void theLastChangeOfSettingsIsSetBackInTwoSteps() throws Exception {
    NODE.queue("jmx.undone", 0);
    changedTwiceAndSetBack("Destinations", "", "Setting", "queue", "jmx.undone");
    changedTwiceAndSetBack("Destinations", "Pattern", "PatternSetting", "queue", "jmx.*");
    changedTwiceAndSetBack("Node", "", "Setting");
    assertThat(lastAudit().user()).isEqualTo("jmx");
  }

  private void changedTwiceAndSetBack(String bean, String undo, String change, String... scope)
      throws Exception {
    invoke(bean, "change" + change, and(scope, "maxMessages", "5"));
    invoke(bean, "change" + change, and(scope, "maxMessages", "7"));
    CompositeData preview = (CompositeData) invoke(bean, "preview" + undo + "Undo", scope);
    assertThat(preview.get("by")).isEqualTo("jmx");
    CompositeData[] changes = (CompositeData[]) preview.get("changes");
    assertThat(changes)
        .extracting(each -> each.get("name") + " " + each.get("before") + " " + each.get("after"))
        .containsExactly("maxMessages 7 5");
    String setBack = "undo" + undo + "Settings";
    assertThatThrownBy(() -> invoke(bean, setBack, and(scope, "not seen")))
        .hasCauseInstanceOf(IllegalStateException.class);

    invoke(bean, setBack, and(scope, (String) preview.get("version")));
    CompositeData again = (CompositeData) invoke(bean, "preview" + undo + "Undo", scope);
    assertThat((CompositeData[]) again.get("changes"))
        .extracting(each -> each.get("before") + " " + each.get("after"))
        .containsExactly("5 7");
    invoke(bean, "reset" + change, and(scope, "maxMessages"));
  }

  private static String[] and(String[] scope, String... more) {
    return Stream.of(scope, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void aViewerMayNotChangeAnythingAndTheRefusalIsAudited() throws Exception {
    NODE.queue("jmx.guarded", 1);
    face.close();
    face = JmxFace.open(NODE.management(), Role.VIEWER);

    assertThatThrownBy(() -> invoke("Destinations", "confirmPurge", "queue", "jmx.guarded"))
        .isInstanceOf(RuntimeMBeanException.class)
        .hasCauseInstanceOf(SecurityException.class)
        .hasMessageContaining("role operator");
    assertThat(lastAudit().outcome()).isEqualTo("REFUSED");
    assertThat(lastAudit().user()).isEqualTo("jmx");
  }

  @Test
  void whatIsWrongIsSaidWithClassesOfTheJdk() {
    assertThatThrownBy(() -> invoke("Destinations", "find", "stack", "x"))
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queue or topic");
    assertThatThrownBy(() -> invoke("Destinations", "find", "queue", "jmx.never"))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("There is no queue");
  }
}
