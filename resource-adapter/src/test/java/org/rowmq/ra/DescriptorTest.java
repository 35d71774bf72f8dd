package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.BeanInfo;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code ra.xml}, the beans and the documentation say the same. */
class DescriptorTest {
  /** Properties of the contracts, which are no configuration. */
  private static final Set<String> CONTRACT = Set.of("resourceAdapter", "logWriter", "class");

  private static Document descriptor;

  @BeforeAll
  static void readDescriptor() throws Exception {
    descriptor =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("src/main/rar/META-INF/ra.xml").toFile());
  }

  @Test
  void everyPropertyOfTheAdapterIsDeclaredAndEveryDeclaredOneExists() throws Exception {
    assertThat(declared("resourceadapter", "resourceadapter-class", RowmqResourceAdapter.class))
        .isEqualTo(properties(RowmqResourceAdapter.class));
  }

  @Test
  void everySettingIsAPropertyOfTheAdapterBean() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (AdapterSetting setting : AdapterSetting.values()) {
      expected.put(setting.property(), setting.type().javaType().getName());
      setting.aliases().forEach(alias -> expected.put(alias, setting.type().javaType().getName()));
    }
    assertThat(properties(RowmqResourceAdapter.class)).isEqualTo(expected);
  }

  @Test
  void everySetterOfTheAdapterReachesItsOwnSetting() throws Exception {
    for (AdapterSetting setting : AdapterSetting.values()) {
      RowmqResourceAdapter adapter = new RowmqResourceAdapter();
      PropertyDescriptor property =
          new PropertyDescriptor(setting.property(), RowmqResourceAdapter.class);
      Object value =
          switch (setting.type()) {
            case TEXT, SECRET -> "some text";
            case INTEGER -> 3;
            case LONG -> 4L;
            case DOUBLE -> 0.5;
            case BOOLEAN -> false;
          };
      property.getWriteMethod().invoke(adapter, value);
      assertThat(property.getReadMethod().invoke(adapter)).as(setting.property()).isEqualTo(value);
      assertThat(adapter).isNotEqualTo(new RowmqResourceAdapter());
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RowmqManagedConnectionFactory.class,
        RowmqQueueManagedConnectionFactory.class,
        RowmqTopicManagedConnectionFactory.class
      })
  void everyPropertyOfAConnectionFactoryIsDeclared(Class<?> bean) throws Exception {
    assertThat(declared("connection-definition", "managedconnectionfactory-class", bean))
        .isEqualTo(properties(bean));
  }

  @Test
  void everyPropertyOfAnActivationIsDeclared() throws Exception {
    assertThat(declared("activationspec", "activationspec-class", RowmqActivationSpec.class))
        .isEqualTo(properties(RowmqActivationSpec.class));
  }

  @ParameterizedTest
  @ValueSource(classes = {RowmqQueue.class, RowmqTopic.class})
  void everyPropertyOfADestinationIsDeclared(Class<?> bean) throws Exception {
    assertThat(declared("adminobject", "adminobject-class", bean)).isEqualTo(properties(bean));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RowmqResourceAdapter.class,
        RowmqManagedConnectionFactory.class,
        RowmqActivationSpec.class,
        RowmqQueue.class
      })
  void propertiesAreNotOverloadedBecauseServersTakeAnySetter(Class<?> bean) {
    Map<String, Long> setters =
        Arrays.stream(bean.getMethods())
            .filter(method -> method.getName().startsWith("set"))
            .collect(Collectors.groupingBy(Method::getName, Collectors.counting()));
    assertThat(setters.values()).containsOnly(1L);
  }

  @Test
  void everyClassNamedInTheDescriptorThatAServerLoadsExists() throws Exception {
    for (String tag :
        Set.of(
            "resourceadapter-class",
            "managedconnectionfactory-class",
            "connectionfactory-interface",
            "connectionfactory-impl-class",
            "connection-interface",
            "connection-impl-class",
            "messagelistener-type",
            "activationspec-class",
            "adminobject-interface",
            "adminobject-class")) {
      NodeList named = descriptor.getElementsByTagName(tag);
      assertThat(named.getLength()).as(tag).isPositive();
      for (int i = 0; i < named.getLength(); i++) {
        assertThat(Class.forName(named.item(i).getTextContent())).isNotNull();
      }
    }
  }

  @Test
  void everyPropertyIsInTheDocumentation() throws Exception {
    String text = Files.readString(Path.of("../docs/configuration.md"));
    Set<String> missing = new TreeSet<>();
    for (Class<?> bean :
        Set.of(
            RowmqResourceAdapter.class,
            RowmqManagedConnectionFactory.class,
            RowmqActivationSpec.class,
            RowmqQueue.class)) {
      for (String property : properties(bean).keySet()) {
        if (!text.contains("`" + property + "`")) {
          missing.add(bean.getSimpleName() + "." + property);
        }
      }
    }
    for (AdapterSetting setting : AdapterSetting.values()) {
      String row =
          text.lines()
              .filter(line -> line.startsWith("| `" + setting.property() + "`"))
              .findFirst()
              .orElse("");
      String shown =
          setting.defaultText() == null || setting.defaultText().isEmpty()
              ? "-"
              : setting.defaultText();
      if (!row.contains("| `" + shown + "` |") && !row.contains("| " + shown + " |")) {
        missing.add(setting.property() + " with default " + shown);
      }
    }
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aSettingIsInOneOfThreeTablesWithItsTypeAndItsRange(AdapterSetting setting) throws Exception {
    Map<String, List<String>> found = new TreeMap<>();
    String heading = "";
    for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
      if (line.startsWith("#")) {
        heading = line;
      } else if (heading.startsWith("## The adapter: ")
          && line.startsWith("| `" + setting.property() + "` |")) {
        found.put(heading, List.of(line.split(" ?\\| ?", -1)));
      }
    }
    assertThat(found).as(setting.property()).hasSize(1);
    assertThat(found.keySet())
        .isSubsetOf(
            "## The adapter: most used",
            "## The adapter: less used",
            "## The adapter: rarely used");
    List<String> columns = found.values().iterator().next();
    assertThat(columns.get(2)).isIn(unitsOf(setting));
    assertThat(rangeOf(setting)).allMatch(columns.get(4)::contains);
    assertThat(columns.get(5)).isNotBlank();
  }

  private static List<String> unitsOf(AdapterSetting setting) {
    return switch (setting.type()) {
      case TEXT -> List.of("text");
      case SECRET -> List.of("secret");
      case INTEGER, DOUBLE -> List.of("number");
      case LONG -> List.of("ms", "bytes");
      case BOOLEAN -> List.of("true/false");
    };
  }

  /** What the column of ranges must contain. */
  private static List<String> rangeOf(AdapterSetting setting) {
    return switch (setting) {
      case MAX_DELIVERY_ATTEMPTS -> List.of("1 to 1000000", "-1: no limit");
      case NODE_TIMEOUT -> List.of("three times `heartbeatInterval` or more");
      case MAX_WAITING_BYTES -> List.of("1 MiB or more");
      default -> {
        List<String> range = new ArrayList<>(setting.choices());
        if (setting.max() < Long.MAX_VALUE && setting.max() > setting.min()) {
          range.add("%.0f to %.0f".formatted(setting.min(), setting.max()));
        }
        yield range;
      }
    };
  }

  private static Map<String, String> properties(Class<?> bean) throws Exception {
    BeanInfo info = Introspector.getBeanInfo(bean);
    Map<String, String> properties = new TreeMap<>();
    for (PropertyDescriptor property : info.getPropertyDescriptors()) {
      if (property.getWriteMethod() != null && !CONTRACT.contains(property.getName())) {
        assertThat(property.getReadMethod()).as("getter of " + property.getName()).isNotNull();
        properties.put(property.getName(), property.getPropertyType().getName());
      }
    }
    return properties;
  }

  /** Name and type of the properties declared directly for a bean. */
  private static Map<String, String> declared(String tag, String classTag, Class<?> bean) {
    NodeList elements = descriptor.getElementsByTagName(tag);
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      if (bean.getName().equals(textOf(element, classTag))) {
        return declaredIn(element);
      }
    }
    throw new AssertionError(bean + " is not in ra.xml");
  }

  private static Map<String, String> declaredIn(Element element) {
    Map<String, String> properties = new TreeMap<>();
    NodeList all = element.getElementsByTagName("config-property");
    for (int i = 0; i < all.getLength(); i++) {
      Element property = (Element) all.item(i);
      if (property.getParentNode() == element) {
        // servers match names without regard to the case of the first letter, and Payara itself
        // writes "Name"
        String name = Introspector.decapitalize(textOf(property, "config-property-name"));
        properties.put(name, textOf(property, "config-property-type"));
      }
    }
    return properties;
  }

  private static String textOf(Element element, String tag) {
    NodeList found = element.getElementsByTagName(tag);
    return found.getLength() == 0 ? null : found.item(0).getTextContent();
  }
}
