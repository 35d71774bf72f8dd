package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Opens the built RAR: whatever jar is in it is visible to every application of the server. */
class RarContentsIT {
  private static Map<String, byte[]> rar;
  private static Map<String, byte[]> adapter;

  @BeforeAll
  static void open() throws IOException {
    rar = entries(Files.readAllBytes(Path.of(System.getProperty("rowmq.test.rar"))));
    adapter = entries(rar.get("rowmq-adapter.jar"));
  }

  @Test
  void theRarHasExactlyOneJar() {
    assertThat(rar.keySet())
        .filteredOn(name -> !name.startsWith("META-INF/maven/"))
        .containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "META-INF/ra.xml", "rowmq-adapter.jar");
  }

  @Test
  void onlyOurPublicPackagesAreVisible() {
    Set<String> packages =
        adapter.keySet().stream()
            .filter(name -> name.endsWith(".class"))
            .map(name -> name.substring(0, name.lastIndexOf('/')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).containsExactly("org/rowmq", "org/rowmq/management", "org/rowmq/ra");
  }

  @Test
  void nothingVisibleIsFoundByServiceLoadersOrServers() {
    assertThat(adapter.keySet())
        .filteredOn(name -> !name.endsWith(".class") && !name.startsWith(PrivateClassLoader.NESTED))
        .containsExactly("META-INF/MANIFEST.MF");
    assertThat(adapter.keySet()).noneMatch(name -> name.toLowerCase(Locale.ROOT).endsWith(".jar"));
  }

  @Test
  void theNestedJarsAreExactlyThese() {
    List<String> nested =
        adapter.keySet().stream()
            .filter(name -> name.startsWith(PrivateClassLoader.NESTED) && name.endsWith(".nested"))
            .map(name -> name.substring(PrivateClassLoader.NESTED.length()))
            .map(
                name ->
                    name.replaceAll("-[0-9][0-9A-Za-z.-]*\\.jar\\.nested$", "")
                        .replace(".jar.nested", ""))
            .toList();
    assertThat(nested)
        .containsExactlyInAnyOrder(
            "rowmq-engine",
            "jms-provider",
            "hibernate-core",
            "hibernate-commons-annotations",
            "jboss-logging",
            "jandex",
            "classmate",
            "byte-buddy",
            "antlr4-runtime",
            "jaxb-runtime",
            "jaxb-core",
            "txw2",
            "istack-commons-runtime",
            "angus-activation",
            "flyway-core",
            "flyway-database-postgresql",
            "flyway-mysql",
            "jackson-annotations",
            "jackson-core",
            "jackson-databind",
            "HikariCP",
            "slf4j-api",
            "slf4j-jdk14",
            "h2",
            "postgresql",
            "mariadb-java-client");
  }

  @Test
  void theIndexNamesTheNestedJars() {
    String index =
        new String(adapter.get(PrivateClassLoader.NESTED + "index"), StandardCharsets.UTF_8);
    assertThat(
            index
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> PrivateClassLoader.NESTED + line))
        .containsExactlyInAnyOrderElementsOf(
            adapter.keySet().stream().filter(name -> name.endsWith(".nested")).toList());
  }

  @Test
  void theEngineIsInTheNestedJarAndNowhereElse() throws IOException {
    Map<String, byte[]> engine =
        entries(adapter.get(PrivateClassLoader.NESTED + "rowmq-engine.jar.nested"));
    assertThat(engine).containsKey(AdapterEngine.CLASS_NAME.replace('.', '/') + ".class");
    assertThat(engine.keySet())
        .filteredOn(name -> name.endsWith(".class"))
        .allMatch(name -> name.matches("org/rowmq/ra/[a-z]+/.*"));
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          entries.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    return entries;
  }
}
