package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationNamesTest {

  @MessageDriven(
      activationConfig = {
        @ActivationConfigProperty(propertyName = "destination", propertyValue = "orders"),
        @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
        @ActivationConfigProperty(propertyName = "MaxPoolSize", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "DLQMaxResent", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "maxSesion", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "colour", propertyValue = "blue"),
        @ActivationConfigProperty(propertyName = "fetchSize", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "pollInterval", propertyValue = "3")
      })
  private static class Bean {}

  private static final class Proxied extends Bean {}

  @Test
  void aMisspelledPropertyIsReportedWithTheNearestNameAndKnownOnesAreNot() {
    assertThat(ActivationNames.problems(Proxied.class))
        .containsExactly(
            "activation property colour is not known and has no effect",
            "activation property fetchSize is not known and has no effect: messages are read ahead"
                + " once for all beans of a server that consume from a destination",
            "activation property maxSesion is not known and has no effect, did you mean"
                + " maxSession?",
            "activation property pollInterval is not known and has no effect: pollInterval is set"
                + " for the whole adapter, not for a bean");
  }

  @MessageDriven(mappedName = "jms/orders")
  private static class Mapped {}

  private static final class ProxiedMapped extends Mapped {}

  @Test
  void aBeanMaySayItsDestinationInMappedName() {
    assertThat(ActivationNames.mappedName(ProxiedMapped.class)).isEqualTo("jms/orders");
    assertThat(ActivationNames.mappedName(Bean.class)).isEmpty();
    assertThat(ActivationNames.mappedName(null)).isEmpty();
  }

  @Test
  void aClassWithoutTheAnnotationHasNoProblems() {
    assertThat(ActivationNames.problems(String.class)).isEmpty();
  }

  @Test
  void theDescriptorOfAWebApplicationIsReadToo(@TempDir Path application) throws Exception {
    Path classes = application.resolve("WEB-INF/classes/");
    copyOfTheBean(classes);
    Files.writeString(
        application.resolve("WEB-INF/ejb-jar.xml"), descriptor("<ejb-class>%s</ejb-class>"));
    assertThatTheDescriptorIsRead(classes.toUri().toURL());
  }

  @Test
  void theDescriptorIsFoundWhereAClassSaysItIsItsOwnFile(@TempDir Path application)
      throws Exception {
    Path classes = application.resolve("WEB-INF/classes/");
    copyOfTheBean(classes);
    Files.writeString(
        application.resolve("WEB-INF/ejb-jar.xml"), descriptor("<ejb-class>%s</ejb-class>"));
    String file = DescribedBean.class.getName().replace('.', '/') + ".class";
    byte[] content = Files.readAllBytes(classes.resolve(file));
    URL ownFile = classes.resolve(file).toUri().toURL();
    ClassLoader likePayara =
        new ClassLoader(ActivationNamesTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(DescribedBean.class.getName())
                ? defineClass(
                    name,
                    content,
                    0,
                    content.length,
                    new ProtectionDomain(
                        new CodeSource(ownFile, (Certificate[]) null), null, this, null))
                : super.loadClass(name, resolve);
          }
        };
    assertThat(ActivationNames.problems(likePayara.loadClass(DescribedBean.class.getName())))
        .singleElement()
        .asString()
        .contains("mesageSelector");
  }

  @Test
  void theDescriptorInAnEjbJarIsReadAndAnnotationsNameTheBean(@TempDir Path directory)
      throws Exception {
    Path classes = directory.resolve("classes");
    copyOfTheBean(classes);
    Files.createDirectories(classes.resolve("META-INF"));
    Files.writeString(classes.resolve("META-INF/ejb-jar.xml"), descriptor(""));
    Path jar = directory.resolve("beans.jar");
    try (FileSystem content = FileSystems.newFileSystem(jar, Map.of("create", "true"));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = content.getPath(classes.relativize(file).toString());
        if (copy.getParent() != null) {
          Files.createDirectories(copy.getParent());
        }
        Files.copy(file, copy);
      }
    }
    assertThatTheDescriptorIsRead(jar.toUri().toURL());
  }

  @Test
  void aDescriptorThatIsNoXmlSaysNothing(@TempDir Path application) throws Exception {
    Path classes = application.resolve("WEB-INF/classes/");
    copyOfTheBean(classes);
    Files.writeString(application.resolve("WEB-INF/ejb-jar.xml"), "<!DOCTYPE ejb-jar><ejb-jar/>");
    try (URLClassLoader loader = childFirst(classes.toUri().toURL())) {
      assertThat(ActivationNames.problems(loader.loadClass(DescribedBean.class.getName())))
          .isEmpty();
    }
  }

  private static void assertThatTheDescriptorIsRead(URL place) throws Exception {
    try (URLClassLoader loader = childFirst(place)) {
      Class<?> bean = loader.loadClass(DescribedBean.class.getName());
      assertThat(bean.getClassLoader()).isSameAs(loader);
      assertThat(ActivationNames.problems(bean))
          .containsExactly(
              "activation property mesageSelector is not known and has no effect, did you mean"
                  + " messageSelector?");
    }
  }

  private static String descriptor(String ejbClass) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
          <enterprise-beans>
            <message-driven>
              <ejb-name>other</ejb-name>
              <ejb-class>com.acme.Other</ejb-class>
              <activation-config>
                <activation-config-property>
                  <activation-config-property-name>wrong</activation-config-property-name>
                  <activation-config-property-value>x</activation-config-property-value>
                </activation-config-property>
              </activation-config>
            </message-driven>
            <message-driven>
              <ejb-name>clerk</ejb-name>
              %s
              <activation-config>
                <activation-config-property>
                  <activation-config-property-name>destination</activation-config-property-name>
                  <activation-config-property-value>orders</activation-config-property-value>
                </activation-config-property>
                <activation-config-property>
                  <activation-config-property-name>
                    mesageSelector
                  </activation-config-property-name>
                  <activation-config-property-value>a = 1</activation-config-property-value>
                </activation-config-property>
              </activation-config>
            </message-driven>
          </enterprise-beans>
        </ejb-jar>
        """
        .formatted(ejbClass.formatted(DescribedBean.class.getName()));
  }

  private static void copyOfTheBean(Path classes) throws Exception {
    String file = DescribedBean.class.getName().replace('.', '/') + ".class";
    Path copy = classes.resolve(file);
    Files.createDirectories(copy.getParent());
    try (InputStream content = DescribedBean.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(content, copy);
    }
  }

  private static URLClassLoader childFirst(URL place) {
    return new URLClassLoader(new URL[] {place}, ActivationNamesTest.class.getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.equals(DescribedBean.class.getName())
            ? findClass(name)
            : super.loadClass(name, resolve);
      }
    };
  }
}
