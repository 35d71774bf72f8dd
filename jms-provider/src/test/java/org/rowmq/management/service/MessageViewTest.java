package org.rowmq.management.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageDetail.PropertyView;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessagePage;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.message.RowmqBytesMessage;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqObjectMessage;
import org.rowmq.message.RowmqStreamMessage;
import org.rowmq.message.RowmqTextMessage;

class MessageViewTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();
  private final MessageManagement messages = management.messages();

  /** Says when it is deserialised. */
  private static final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;
    static final AtomicBoolean SPRUNG = new AtomicBoolean();

    private void readObject(ObjectInputStream in) throws IOException {
      SPRUNG.set(true);
    }
  }

  private MessageDetail only(String queue) {
    List<MessageView> found =
        messages.browse(VIEWER, MessageSource.queue(queue), MessageFilter.ALL, null, 10).items();
    assertThat(found).hasSize(1);
    return messages.message(OPERATOR, found.get(0).id());
  }

  private MessageDetail sent(String queue, RowmqMessage message) throws Exception {
    management.createDestination(ADMIN, QUEUE, queue);
    NODE.send(queue, message);
    return only(queue);
  }

  @Test
  void browsingGoesThroughAQueueInPartsAndLeavesItAsItIs() {
    NODE.queue("browse", 25);
    messages.send(
        OPERATOR,
        QUEUE,
        "browse",
        new NewMessage("urgent", null, null, null, 9, true, 0, 0, Map.of(), 1),
        null);
    messages.send(
        OPERATOR,
        QUEUE,
        "browse",
        new NewMessage("in memory", null, null, null, 5, false, 0, 0, Map.of(), 1),
        null);

    List<MessageView> seen = new ArrayList<>();
    String cursor = null;
    do {
      MessagePage page =
          messages.browse(VIEWER, MessageSource.queue("browse"), MessageFilter.ALL, cursor, 10);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(10);
      seen.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);

    assertThat(seen).hasSize(27).extracting(MessageView::id).doesNotHaveDuplicates();
    assertThat(seen.get(0).priority()).isEqualTo(9);
    assertThat(seen.get(1).priority()).isEqualTo(5);
    assertThat(seen).extracting(MessageView::deliveryCount).containsOnly(0);
    assertThat(management.destination(VIEWER, QUEUE, "browse").messages()).isEqualTo(27);
    assertThatThrownBy(
            () ->
                messages.browse(
                    VIEWER, MessageSource.queue("browse"), MessageFilter.ALL, "nonsense", 10))
        .isInstanceOf(ManagementException.class);
  }

  @Test
  void aTextMessageIsSentWithItsHeadersAndShown() {
    NODE.queue("text", 0);
    List<String> ids =
        messages.send(
            OPERATOR,
            QUEUE,
            "text",
            new NewMessage(
                "<img src=x onerror=alert(1)>",
                "corr",
                "kind",
                "topic://answers",
                7,
                true,
                3_600_000,
                0,
                Map.of("attempt", 3, "tenant", "eu", "api_token", "abc"),
                1),
            null);

    MessageDetail detail = only("text");
    assertThat(detail.message().messageId()).isEqualTo(ids.get(0)).startsWith("ID:");
    assertThat(detail.message().bodyType()).isEqualTo("TEXT");
    assertThat(detail.message().correlationId()).isEqualTo("corr");
    assertThat(detail.message().type()).isEqualTo("kind");
    assertThat(detail.message().expiresAt()).isPositive();
    assertThat(detail.destination()).isEqualTo("queue://text");
    assertThat(detail.replyTo()).isEqualTo("topic://answers");
    assertThat(detail.body()).isEqualTo("<img src=x onerror=alert(1)>");
    assertThat(detail.properties())
        .contains(
            new PropertyView("attempt", "Integer", "3", false),
            new PropertyView("tenant", "String", "eu", false),
            new PropertyView("api_token", "String", "***", true));
  }

  @Test
  void aViewerSeesNeitherBodyNorValues() {
    NODE.queue("hidden", 0);
    messages.send(
        OPERATOR,
        QUEUE,
        "hidden",
        new NewMessage("private", null, null, null, 4, true, 0, 0, Map.of("tenant", "eu"), 1),
        null);
    String id = only("hidden").message().id();

    MessageDetail detail = messages.message(VIEWER, id);

    assertThat(detail.bodyVisible()).isFalse();
    assertThat(detail.body()).isNull();
    assertThat(detail.properties()).contains(new PropertyView("tenant", "String", null, false));
    assertThat(detail.toString()).doesNotContain("private");
  }

  @Test
  void whatIsMaskedIsRevealedToAnOperatorAndTheAuditTrailDoesNotHaveIt() {
    NODE.queue("masked", 0);
    messages.send(
        OPERATOR,
        QUEUE,
        "masked",
        new NewMessage(
            "b", null, null, null, 4, true, 0, 0, Map.of("api_token", "s3cr3t-value"), 1),
        null);
    MessageDetail detail = only("masked");
    String id = detail.message().id();
    assertThat(detail.toString()).doesNotContain("s3cr3t");

    assertThat(messages.reveal(OPERATOR, id, "api_token")).isEqualTo("s3cr3t-value");

    assertThatThrownBy(() -> messages.reveal(VIEWER, id, "api_token"))
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> assertThat(e.kind()).isEqualTo(ManagementException.Kind.FORBIDDEN));
    assertThatThrownBy(() -> messages.reveal(OPERATOR, id, "none"))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.field()).isEqualTo("property"));
    List<AuditView> audited =
        management
            .audit(ADMIN, new AuditFilter(null, "reveal", null, null, 0, 0), null, 10)
            .items();
    assertThat(audited)
        .extracting(AuditView::user, AuditView::outcome)
        .contains(tuple("oto", "OK"), tuple("vic", "REFUSED"));
    assertThat(audited)
        .allSatisfy(row -> assertThat(row.target()).isEqualTo("message://" + id))
        .allSatisfy(row -> assertThat(row.toString()).doesNotContain("s3cr3t"));
    assertThat(audited.get(audited.size() - 1).parameters()).contains("api_token");
  }

  @Test
  void aListHasThePropertiesThatAreAskedForAndMasksAsThePageDoes() {
    NODE.queue("columns", 0);
    messages.send(
        OPERATOR,
        QUEUE,
        "columns",
        new NewMessage(
            "b",
            null,
            null,
            null,
            4,
            true,
            0,
            0,
            Map.of("attempt", 3, "tenant", "eu", "api_token", "abc"),
            1),
        null);
    MessageSource source = MessageSource.queue("columns");
    List<String> names = List.of("tenant", "none", "api_token");

    assertThat(
            messages
                .browse(OPERATOR, source, MessageFilter.ALL, null, 10, names)
                .items()
                .get(0)
                .properties())
        .containsExactly(
            new PropertyView("tenant", "String", "eu", false),
            new PropertyView("api_token", "String", "***", true));
    assertThat(
            messages
                .browse(VIEWER, source, MessageFilter.ALL, null, 10, names)
                .items()
                .get(0)
                .properties())
        .extracting(PropertyView::value)
        .containsOnlyNulls();
  }

  @Test
  void whatSendsAMessageAgainIsExactAndLeavesOutWhatIsMasked() {
    NODE.queue("again", 0);
    Map<String, Object> body = Map.of("n", 7, "lines", "a\nb (String) = c", "yes", true);
    NewMessage first =
        new NewMessage(
            body,
            "c-1",
            "kind",
            "queue://answers",
            6,
            true,
            3_600_000,
            0,
            Map.of("attempt", (short) 3, "lines", "x\ny"),
            1);
    Map<String, Object> withSecret = new HashMap<>(first.properties());
    withSecret.put("api_token", "abc");
    messages.send(
        OPERATOR,
        QUEUE,
        "again",
        new NewMessage(
            body, "c-1", "kind", "queue://answers", 6, true, 3_600_000, 0, withSecret, 1),
        null);
    String id = only("again").message().id();

    NewMessage again = messages.again(OPERATOR, id).orElseThrow();

    assertThat(again.timeToLiveMillis()).isBetween(3_590_000L, 3_610_000L);
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("timeToLiveMillis")
        .isEqualTo(first);
    assertThatThrownBy(() -> messages.again(VIEWER, id))
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> assertThat(e.kind()).isEqualTo(ManagementException.Kind.FORBIDDEN));
  }

  @Test
  void aDelayedMessageIsShownAsScheduled() {
    NODE.queue("later", 0);
    messages.send(
        OPERATOR,
        QUEUE,
        "later",
        new NewMessage("later", null, null, null, 4, true, 0, 3_600_000, Map.of(), 1),
        null);

    assertThat(only("later").message().state()).isEqualTo("SCHEDULED");
  }

  @Test
  void aBadPropertyIsRefusedWithItsField() {
    NODE.queue("bad", 0);
    NewMessage message =
        new NewMessage("x", null, null, null, 4, true, 0, 0, Map.of("not a name", 1), 1);

    assertThatThrownBy(() -> messages.send(OPERATOR, QUEUE, "bad", message, null))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.field()).isEqualTo("properties"));
  }

  @Test
  void mapsAndStreamsAreLinesWithTypes() throws Exception {
    RowmqMapMessage map = new RowmqMapMessage();
    map.setInt("n", 7);
    map.setBytes("raw", new byte[] {1, (byte) 0xff});
    assertThat(sent("map", map).body().lines())
        .containsExactlyInAnyOrder("n (Integer) = 7", "raw (byte[]) = 01ff");

    RowmqStreamMessage stream = new RowmqStreamMessage();
    stream.writeString("a");
    stream.writeObject(null);
    stream.writeDouble(1.5);
    assertThat(sent("stream", stream).body())
        .isEqualTo("1 (String) = a\n2 = null\n3 (Double) = 1.5\n");
  }

  @Test
  void bytesAreHexadecimal() throws Exception {
    RowmqBytesMessage bytes = new RowmqBytesMessage();
    bytes.writeBytes("hello, sixteen bytes".getBytes(UTF_8));

    assertThat(sent("bytes", bytes).body().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("00000000  68 65 6c 6c 6f 2c")
        .endsWith("hello, sixteen b");
  }

  @Test
  void anObjectIsNeverDeserialised() throws Exception {
    RowmqObjectMessage object = new RowmqObjectMessage();
    object.setObject(new Trap());
    Trap.SPRUNG.set(false);

    MessageDetail detail = sent("object", object);

    assertThat(detail.message().bodyType()).isEqualTo("OBJECT");
    assertThat(detail.body()).startsWith(Trap.class.getName() + " (not deserialised)\n\n00000000");
    assertThat(Trap.SPRUNG).isFalse();
  }

  @Test
  void aLongBodyIsCutBetweenCharacters() throws Exception {
    RowmqTextMessage text = new RowmqTextMessage();
    text.setText("x" + "€".repeat(1 << 19));
    MessageDetail detail = sent("long", text);
    assertThat(detail.bodyCut()).isTrue();
    assertThat(detail.body()).startsWith("x€").endsWith("€").doesNotContain("\ufffd");
    assertThat(detail.body().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(1 << 20);

    RowmqBytesMessage bytes = new RowmqBytesMessage();
    bytes.writeBytes(new byte[1 << 20]);
    MessageDetail hex = sent("longbytes", bytes);
    assertThat(hex.bodyCut()).isTrue();
    assertThat(hex.body()).hasSizeLessThanOrEqualTo(1 << 20);
  }

  @Test
  void aMessageWithoutABodyHasNone() throws Exception {
    assertThat(sent("none", new RowmqMessage()).body()).isNull();
  }
}
