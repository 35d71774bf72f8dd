package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateClassLoaderTest {
  private static final String SERVICE = "META-INF/services/lib.Service";
  private static final String DRIVERS = "META-INF/services/java.sql.Driver";

  @TempDir Path work;
  private Path temporary;
  private URLClassLoader shared;

  @BeforeEach
  void buildAdapterJar() throws IOException {
    temporary = Files.createDirectory(work.resolve("tmp"));
    byte[] library =
        jar(
            Map.of(
                "lib/Tool.class",
                compiled("lib", "Tool", "private"),
                "org/h2/Fake.class",
                compiled("org.h2", "Fake", "private"),
                "org/rowmq/Visible.class",
                compiled("org.rowmq", "Visible", "private"),
                "lib/text",
                "private".getBytes(),
                SERVICE,
                "lib.Private".getBytes(),
                DRIVERS,
                "lib.Driver".getBytes()));
    byte[] adapter =
        jar(
            Map.of(
                PrivateClassLoader.NESTED + "index",
                "tool.jar.nested\n".getBytes(),
                PrivateClassLoader.NESTED + "tool.jar.nested",
                library,
                "lib/Tool.class",
                compiled("lib", "Tool", "server"),
                "org/h2/Fake.class",
                compiled("org.h2", "Fake", "server"),
                "org/rowmq/Visible.class",
                compiled("org.rowmq", "Visible", "server"),
                "lib/OnlyServer.class",
                compiled("lib", "OnlyServer", "server"),
                "lib/text",
                "server".getBytes(),
                "lib/server-only",
                "server".getBytes(),
                SERVICE,
                "lib.Server".getBytes()));
    Path file = Files.write(work.resolve("adapter.jar"), adapter);
    shared =
        new URLClassLoader(new URL[] {file.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void librariesComeFromTheNestedJarsAndTheServersAreNotFound() throws Exception {
    try (PrivateClassLoader loader = PrivateClassLoader.open(shared, temporary)) {
      assertThat(whoLoads(loader, "lib.Tool")).isEqualTo("private");
      assertThatThrownBy(() -> loader.loadClass("lib.OnlyServer"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void visibleClassesAndDriversAreTheServers() throws Exception {
    try (PrivateClassLoader loader = PrivateClassLoader.open(shared, temporary)) {
      assertThat(loader.loadClass("org.rowmq.Visible"))
          .isSameAs(shared.loadClass("org.rowmq.Visible"));
      assertThat(whoLoads(loader, "org.h2.Fake")).isEqualTo("server");
    }
  }

  @Test
  void aDriverThatTheServerLacksComesFromTheNestedJars() throws Exception {
    Path bare = Files.write(work.resolve("bare.jar"), withoutServersDriver());
    try (URLClassLoader server =
            new URLClassLoader(
                new URL[] {bare.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        PrivateClassLoader loader = PrivateClassLoader.open(server, temporary)) {
      assertThat(whoLoads(loader, "org.h2.Fake")).isEqualTo("private");
    }
  }

  @Test
  void servicesAndOtherResourcesOfTheTwoSidesNeverMix() throws Exception {
    try (PrivateClassLoader loader = PrivateClassLoader.open(shared, temporary)) {
      List<URL> services = Collections.list(loader.getResources(SERVICE));
      assertThat(services).singleElement().asString().contains("tool.jar");
      assertThat(loader.getResource("lib/text")).asString().contains("tool.jar");
      assertThat(loader.getResource("lib/server-only")).isNull();
    }
  }

  @Test
  void driverManagerFindsNoDriversOfOurs() throws Exception {
    try (PrivateClassLoader loader = PrivateClassLoader.open(shared, temporary)) {
      assertThat(loader.getResource(DRIVERS)).isNull();
      assertThat(Collections.list(loader.getResources(DRIVERS))).isEmpty();
    }
  }

  @Test
  void theDirectoryIsReadableByItsOwnerOnlyAndGoesWhenTheLoaderIsClosed() throws Exception {
    PrivateClassLoader loader = PrivateClassLoader.open(shared, temporary);
    Path directory = onlyEntryOf(temporary);
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(directory))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE);
    }
    loader.close();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndWhatIsInUseIsNot() throws Exception {
    Path killed = Files.createDirectory(temporary.resolve("rowmq-private-killed"));
    Files.createFile(killed.resolve("in-use.lock"));
    Files.createFile(killed.resolve("library.jar"));
    Path halfMade = Files.createDirectory(temporary.resolve("rowmq-private-new"));
    Path halfMadeLongAgo = Files.createDirectory(temporary.resolve("rowmq-private-old"));
    Files.setLastModifiedTime(halfMadeLongAgo, FileTime.from(Instant.now().minusSeconds(3600)));
    Path inUse = Files.createDirectory(temporary.resolve("rowmq-private-other"));
    try (FileChannel channel =
        FileChannel.open(
            inUse.resolve("in-use.lock"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      channel.lock();
      PrivateClassLoader.open(shared, temporary).close();
    }
    assertThat(killed).doesNotExist();
    assertThat(halfMadeLongAgo).doesNotExist();
    assertThat(halfMade).exists();
    assertThat(inUse).exists();
  }

  @Test
  void aRepackedAdapterIsRefusedWithTheRemedyAndLeavesNothing() throws Exception {
    Path repacked = Files.write(work.resolve("repacked.jar"), jar(Map.of("a", new byte[0])));
    try (URLClassLoader server =
        new URLClassLoader(
            new URL[] {repacked.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> PrivateClassLoader.open(server, temporary))
          .hasMessageContaining("deploy the RAR as it was built");
    }
    assertThat(temporary).isEmptyDirectory();
  }

  private static String whoLoads(ClassLoader loader, String name)
      throws ReflectiveOperationException {
    return (String) loader.loadClass(name).getField("FROM").get(null);
  }

  private static Path onlyEntryOf(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findFirst().orElseThrow();
    }
  }

  private byte[] withoutServersDriver() throws IOException {
    byte[] library = jar(Map.of("org/h2/Fake.class", compiled("org.h2", "Fake", "private")));
    return jar(
        Map.of(
            PrivateClassLoader.NESTED + "index",
            "tool.jar.nested\n".getBytes(),
            PrivateClassLoader.NESTED + "tool.jar.nested",
            library));
  }

  private static byte[] jar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** A class with a constant that says whose it is. */
  private byte[] compiled(String packageName, String name, String from) throws IOException {
    Path sources = Files.createTempDirectory(work, "src");
    Path source = sources.resolve(name + ".java");
    String constant = "String.valueOf(\"" + from + "\")";
    Files.writeString(
        source,
        "package "
            + packageName
            + "; public class "
            + name
            + " { public static String FROM = "
            + constant
            + "; }");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                OutputStream.nullOutputStream(),
                "-proc:none",
                "-d",
                sources.toString(),
                source.toString());
    assertThat(result).isZero();
    return Files.readAllBytes(
        sources.resolve(packageName.replace('.', '/')).resolve(name + ".class"));
  }
}
