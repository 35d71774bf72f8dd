package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.resource.spi.BootstrapContext;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts and stops the adapter out of the built RAR, as a server that has nothing but the Jakarta
 * APIs.
 */
class AdapterLifecycleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path directory;
  private Path adapterJar;
  private Path temporary;
  private String temporaryBefore;

  @BeforeEach
  void unpack() throws Exception {
    adapterJar = BareServer.unpackAdapter(directory);
    temporary = Files.createDirectory(directory.resolve("tmp"));
    temporaryBefore = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", temporary.toString());
  }

  @AfterEach
  void restore() {
    System.setProperty("java.io.tmpdir", temporaryBefore);
  }

  /** Three starts of a database, and on a busy machine garbage collection has to catch up. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void startedAndStoppedSeveralTimesItLeavesNothingBehind() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      loaders.add(startAndStop());
    }
    assertThat(temporary).isEmptyDirectory();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(threadsOfOurs()).isEmpty());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(loaders).allSatisfy(loader -> assertThat(loader.get()).isNull());
            });
  }

  private WeakReference<ClassLoader> startAndStop() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader apis = BareServer.apis();
        URLClassLoader visible = new URLClassLoader(new URL[] {adapterJar.toUri().toURL()}, apis)) {
      Class<?> type = visible.loadClass("org.rowmq.ra.RowmqResourceAdapter");
      Object adapter = type.getDeclaredConstructor().newInstance();
      type.getMethod("setDataDirectory", String.class)
          .invoke(adapter, directory.resolve("data").toString());
      type.getMethod("setStartTimeout", Long.class).invoke(adapter, PATIENCE.toMillis());
      Class<?> context = apis.loadClass(BootstrapContext.class.getName());
      type.getMethod("start", context).invoke(adapter, BareServer.bootstrap(apis));
      assertThat(problems(visible)).isEmpty();
      assertThat(services(visible)).hasSize(1);
      assertThat(temporary).isNotEmptyDirectory();
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
      type.getMethod("stop").invoke(adapter);
      assertThat(services(visible)).isEmpty();
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
      return new WeakReference<>(visible);
    }
  }

  private static Collection<?> services(ClassLoader loader) throws ReflectiveOperationException {
    return registry(loader, "services");
  }

  private static Collection<?> problems(ClassLoader loader) throws ReflectiveOperationException {
    return registry(loader, "problems");
  }

  private static Collection<?> registry(ClassLoader loader, String method)
      throws ReflectiveOperationException {
    return (Collection<?>)
        loader.loadClass("org.rowmq.management.ManagementRegistry").getMethod(method).invoke(null);
  }

  private static List<String> threadsOfOurs() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name -> name.startsWith("rowmq-") || name.contains("MVStore") || name.contains("H2"))
        .toList();
  }
}
