package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

@Section("3.11")
class ObjectMessageTest {

  record Order(String item, List<Order> parts) implements Serializable {}

  static final class NotSerializable {}

  static final class Handler implements InvocationHandler, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      return 0;
    }
  }

  static final class Node implements Serializable {
    private static final long serialVersionUID = 1L;
    Node next;
  }

  static Stream<Serializable> safeValues() {
    Map<DayOfWeek, Integer> enumMap = new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1));
    Map<String, Object> tree = new TreeMap<>(Comparator.reverseOrder());
    tree.put("a", List.of(1, 2L, 'c', 1.5f));
    TreeSet<String> ignoringCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    ignoringCase.add("A");
    return Stream.of(
        "text",
        1,
        true,
        'c',
        1.5,
        (byte) 1,
        new BigDecimal("1.50"),
        BigInteger.TEN,
        Instant.EPOCH,
        LocalDate.of(2024, 2, 29),
        ZonedDateTime.parse("2024-01-01T00:00:00+01:00[Europe/Berlin]"),
        Duration.ZERO,
        UUID.randomUUID(),
        Locale.GERMANY,
        Currency.getInstance("EUR"),
        BitSet.valueOf(new long[] {5}),
        new ArrayList<>(List.of("a")),
        (Serializable) List.of(1, 2, 3),
        (Serializable) Map.of("a", 1),
        (Serializable) Set.of(1),
        new HashMap<>(Map.of("k", new ArrayList<>(List.of(1)))),
        (Serializable) tree,
        ignoringCase,
        (Serializable) enumMap,
        EnumSet.of(DayOfWeek.FRIDAY),
        (Serializable) Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1))),
        (Serializable) Collections.emptyList(),
        (Serializable) Collections.synchronizedList(new ArrayList<>(List.of(1))),
        (Serializable) Arrays.asList(1, 2),
        new ConcurrentHashMap<>(Map.of("a", 1)),
        new Properties());
  }

  @ParameterizedTest
  @MethodSource("safeValues")
  void valuesOfTheJdkAreAlwaysAllowed(Serializable value) throws JMSException {
    RowmqObjectMessage message = received(message(value));
    assertThat(message.getObject()).isEqualTo(value);
  }

  @Test
  void arraysAreAllowedIfTheirElementsAre() throws JMSException {
    assertThat((int[][]) received(message(new int[][] {{1}, {2, 3}})).getObject())
        .isDeepEqualTo(new int[][] {{1}, {2, 3}});
    assertThat((Object[]) received(message(new Object[] {"a", 1, null})).getObject())
        .containsExactly("a", 1, null);
    assertThat((byte[]) received(message(new byte[1_000_000])).getObject()).hasSize(1_000_000);
    assertThatThrownBy(() -> received(message(new Order[0])).getObject())
        .isInstanceOf(MessageFormatException.class);
    assertThat(
            ((PriorityQueue<?>) received(message(new PriorityQueue<>(List.of(2, 1)))).getObject())
                .peek())
        .isEqualTo(1);
    assertThat(((AtomicLong) received(message(new AtomicLong(5))).getObject()).get()).isEqualTo(5);
  }

  @Test
  void otherClassesAreRefusedByNameAndWithTheSettingThatAllowsThem() throws JMSException {
    RowmqObjectMessage message = received(message(new Order("x", List.of())));
    assertThatThrownBy(message::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining(Order.class.getName())
        .hasMessageContaining("deserializationAllowList");
    assertThatThrownBy(() -> message.getBody(Order.class))
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.isBodyAssignableTo(Order.class)).isFalse();
    assertThat(message.isBodyAssignableTo(Serializable.class)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.rowmq.message.ObjectMessageTest$Order",
        "org.rowmq.message.*",
        "org.rowmq.**",
        "*",
        " com.acme.Foo , org.rowmq.message.* "
      })
  void listedClassesAreAllowed(String list) throws JMSException {
    Order order = new Order("x", List.of(new Order("y", List.of())));
    RowmqObjectMessage message =
        (RowmqObjectMessage) received(message(order), ObjectAllowList.parse(list));
    assertThat(message.getObject()).isEqualTo(order);
    assertThat(message.getBody(Order.class)).isEqualTo(order);
    assertThat(message.isBodyAssignableTo(Order.class)).isTrue();
    assertThat(message.isBodyAssignableTo(String.class)).isFalse();
    assertThatThrownBy(() -> message.getBody(String.class))
        .isInstanceOf(MessageFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.rowmq.*",
        "org.rowmq.mess.**",
        "org.rowmq.message.ObjectMessageTest",
        "com.acme.**"
      })
  void patternsMeanWholePackages(String list) throws JMSException {
    RowmqObjectMessage message =
        (RowmqObjectMessage)
            received(message(new Order("x", List.of())), ObjectAllowList.parse(list));
    assertThatThrownBy(message::getObject).isInstanceOf(MessageFormatException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Or*",
    "*.Order",
    "com..acme",
    "com.acme.",
    ".*",
    "**",
    "a b",
    "com.acme.***"
  })
  void otherPatternsAreRefused(String list) {
    assertThatThrownBy(() -> ObjectAllowList.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(list);
  }

  @Test
  void onlyTheStarIsUnrestricted() {
    assertThat(ObjectAllowList.parse("*").isUnrestricted()).isTrue();
    assertThat(ObjectAllowList.parse("a.b, *").isUnrestricted()).isTrue();
    assertThat(ObjectAllowList.parse("java.**").isUnrestricted()).isFalse();
    assertThat(ObjectAllowList.parse(" ")).isSameAs(ObjectAllowList.SAFE_TYPES);
    assertThat(ObjectAllowList.parse(null)).isSameAs(ObjectAllowList.SAFE_TYPES);
  }

  @Test
  void whatTheApplicationSetItselfIsNotRestricted() throws JMSException {
    Order order = new Order("x", List.of());
    RowmqObjectMessage message = message(order);
    assertThat(message.getObject()).isEqualTo(order).isNotSameAs(order);
    RowmqObjectMessage again = received(message("x"));
    again.clearBody();
    again.setObject(order);
    assertThat(again.getObject()).isEqualTo(order);
  }

  @Test
  void aCopyOfAReceivedMessageIsRestrictedLikeIt() throws JMSException {
    RowmqMessage copy = RowmqMessage.copyOf(received(message(new Order("x", List.of()))));
    assertThatThrownBy(((RowmqObjectMessage) copy)::getObject)
        .isInstanceOf(MessageFormatException.class);
    RowmqMessage own = RowmqMessage.copyOf(message(new Order("x", List.of())));
    assertThat(((RowmqObjectMessage) own).getObject()).isEqualTo(new Order("x", List.of()));
  }

  @Test
  void proxiesAreAllowedIfTheirInterfacesAndHandlerAre() throws JMSException {
    Serializable proxy =
        (Serializable)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Comparable.class, Serializable.class},
                new Handler());
    assertThatThrownBy(() -> received(message(proxy)).getObject())
        .isInstanceOf(MessageFormatException.class);
    String list = "java.lang.Comparable,java.io.Serializable,org.rowmq.message.*";
    RowmqObjectMessage allowed =
        (RowmqObjectMessage) received(message(proxy), ObjectAllowList.parse(list));
    assertThat(allowed.getObject()).isInstanceOf(Comparable.class);
    RowmqObjectMessage noHandler =
        (RowmqObjectMessage)
            received(
                message(proxy), ObjectAllowList.parse("java.lang.Comparable,java.io.Serializable"));
    assertThatThrownBy(noHandler::getObject).hasMessageContaining("Handler");
  }

  @Test
  void graphsThatAreTooDeepAreRefused() throws JMSException {
    Node first = new Node();
    for (int i = 0; i < 700; i++) {
      Node next = new Node();
      next.next = first;
      first = next;
    }
    RowmqMessage message = received(message(first), ObjectAllowList.parse("*"));
    assertThatThrownBy(((RowmqObjectMessage) message)::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("deep");
  }

  @Test
  void anArrayThatClaimsMoreThanItsBytesHoldIsRefused() throws JMSException {
    EncodedMessage encoded = message(new int[] {1, 2, 3}).encode();
    byte[] forged = encoded.body().clone();
    // the length of the array is in front of its three ints
    forged[forged.length - 16] = 0x7F;
    RowmqMessage message =
        RowmqMessage.decode(
            new EncodedMessage(BodyType.OBJECT, encoded.headers(), forged, null, null),
            MessageTestSupport.FIRST_DELIVERY,
            DecodeContext.DEFAULT);
    assertThatThrownBy(((RowmqObjectMessage) message)::getObject)
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("more than its bytes can hold");
  }

  @Test
  void bytesThatAreNoObjectAreAFormatError() throws JMSException {
    EncodedMessage encoded = message("x").encode();
    RowmqMessage message =
        RowmqMessage.decode(
            new EncodedMessage(
                BodyType.OBJECT, encoded.headers(), new byte[] {1, 2, 3}, null, null),
            MessageTestSupport.FIRST_DELIVERY,
            DecodeContext.DEFAULT);
    assertThatThrownBy(((RowmqObjectMessage) message)::getObject)
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.isBodyAssignableTo(String.class)).isFalse();
  }

  @Test
  void setObjectTakesASnapshot() throws JMSException {
    ArrayList<String> list = new ArrayList<>(List.of("a"));
    RowmqObjectMessage message = message(list);
    list.add("b");
    assertThat(message.getObject()).isEqualTo(List.of("a"));
  }

  @Test
  void whatCannotBeSerialisedIsRefusedAtOnce() {
    RowmqObjectMessage message = new RowmqObjectMessage();
    ArrayList<Object> list = new ArrayList<>();
    list.add(new NotSerializable());
    assertThatThrownBy(() -> message.setObject(list))
        .isInstanceOf(MessageFormatException.class)
        .hasMessageContaining("NotSerializable");
  }

  @Test
  void nullIsABodyOfAnyClass() throws JMSException {
    RowmqObjectMessage message = received(message(null));
    assertThat(message.getObject()).isNull();
    assertThat(message.getBody(Order.class)).isNull();
    assertThat(message.isBodyAssignableTo(Order.class)).isTrue();
    assertThatThrownBy(() -> message.setObject("x"))
        .isInstanceOf(MessageNotWriteableException.class);
    message.clearBody();
    message.setObject("x");
    assertThat(message.getObject()).isEqualTo("x");
  }

  @Test
  void classesComeFromTheContextClassLoader(@TempDir Path empty) throws Exception {
    RowmqMessage message =
        received(message(new Order("x", List.of())), ObjectAllowList.parse("org.rowmq.**"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    URL[] here = {
      getClass().getProtectionDomain().getCodeSource().getLocation(), empty.toUri().toURL()
    };
    try (URLClassLoader application =
        new URLClassLoader(here, ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(application);
      Object object = ((RowmqObjectMessage) message).getObject();
      assertThat(object.getClass().getClassLoader()).isSameAs(application);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static RowmqObjectMessage message(Serializable object) throws JMSException {
    RowmqObjectMessage message = new RowmqObjectMessage();
    message.setObject(object);
    return message;
  }
}
