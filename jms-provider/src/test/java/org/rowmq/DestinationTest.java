package org.rowmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

@Section({"5.2"})
class DestinationTest {

  @Test
  void destinationsAreEqualByKindAndName() {
    assertThat(new RowmqQueue("a"))
        .isEqualTo(new RowmqQueue("a"))
        .hasSameHashCodeAs(new RowmqQueue("a"));
    assertThat(new RowmqQueue("a"))
        .isNotEqualTo(new RowmqQueue("A"))
        .isNotEqualTo(new RowmqTopic("a"));
    assertThat(new RowmqTemporaryQueue("a", null)).isEqualTo(new RowmqQueue("a"));
    assertThat(new RowmqQueue()).isNotEqualTo(new RowmqQueue());
  }

  @Test
  void destinationsReadWell() throws JMSException {
    assertThat(new RowmqQueue("orders")).hasToString("queue://orders");
    assertThat(new RowmqTopic("prices")).hasToString("topic://prices");
    assertThat(new RowmqQueue()).hasToString("queue://(no name)");
    assertThat(new RowmqQueue("orders").getQueueName()).isEqualTo("orders");
    assertThat(new RowmqTopic("prices").getTopicName()).isEqualTo("prices");
  }

  @Test
  void theNameCanBeSetOnceUnderAnyOfItsNames() {
    RowmqQueue queue = new RowmqQueue();
    queue.setPhysicalName("a");
    queue.setAddress("a");
    queue.setDestinationName("a");
    queue.setName("a");
    assertThat(
            List.of(
                queue.getName(),
                queue.getPhysicalName(),
                queue.getAddress(),
                queue.getDestinationName()))
        .containsOnly("a");
    assertThatThrownBy(() -> queue.setName("b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("\"b\"");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a\nb", "\0", "\u0085"})
  void namesThatCannotBeStoredOrReadAreRefused(String name) {
    assertThatThrownBy(() -> new RowmqQueue(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RowmqTopic().setName(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesHaveAtMost255Characters() {
    assertThat(new RowmqQueue("x".repeat(255)).getName()).hasSize(255);
    assertThatThrownBy(() -> new RowmqQueue("x".repeat(256))).hasMessageContaining("256");
  }

  @Test
  void aTemporaryDestinationIsDeletedByItsOwner() throws JMSException {
    List<RowmqDestination> deleted = new ArrayList<>();
    RowmqTemporaryQueue queue = new RowmqTemporaryQueue("t", deleted::add);
    RowmqTemporaryTopic topic = new RowmqTemporaryTopic("t", deleted::add);
    queue.delete();
    topic.delete();
    assertThat(deleted).containsExactly(queue, topic);
    assertThat(queue.isTemporary()).isTrue();
    assertThat(new RowmqQueue("t").isTemporary()).isFalse();
  }

  @Test
  void onlyTheOwnerMayDelete() {
    assertThatThrownBy(new RowmqTemporaryTopic("t", null)::delete)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("only the connection that created it may delete it");
  }

  @Test
  void destinationsSurviveSerialisationWithoutTheirOwner() throws Exception {
    RowmqTemporaryQueue original = new RowmqTemporaryQueue("t", destination -> {});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(original);
    Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(copy).isEqualTo(original).isInstanceOf(RowmqTemporaryQueue.class);
    assertThat(((RowmqTemporaryQueue) copy).owner()).isNull();
  }

  @Test
  void destinationsSurviveJndi() {
    RowmqTopic original = new RowmqTopic("prices");
    original.setDescription("what things cost");
    Object copy =
        new RowmqObjectFactory().getObjectInstance(original.getReference(), null, null, null);
    assertThat(copy).isEqualTo(original).isExactlyInstanceOf(RowmqTopic.class);
    assertThat(((RowmqTopic) copy).getDescription()).isEqualTo("what things cost");
  }

  @Test
  void theFactoryMakesNothingButOurClasses() {
    RowmqObjectFactory factory = new RowmqObjectFactory();
    assertThat(factory.getObjectInstance(new Reference("java.lang.Thread"), null, null, null))
        .isNull();
    assertThat(factory.getObjectInstance("text", null, null, null)).isNull();
  }
}
