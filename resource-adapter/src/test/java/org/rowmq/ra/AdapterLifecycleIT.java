package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
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
  private static final List<String> APIS =
      List.of(
          "jakarta.jms.Message",
          "jakarta.resource.spi.ResourceAdapter",
          "jakarta.transaction.Status",
          "jakarta.persistence.Entity",
          "jakarta.inject.Inject",
          "jakarta.xml.bind.JAXBContext",
          "jakarta.activation.DataHandler");

  @TempDir Path directory;
  private Path adapterJar;
  private Path temporary;
  private String temporaryBefore;

  @BeforeEach
  void unpack() throws Exception {
    adapterJar = directory.resolve("rowmq-adapter.jar");
    try (ZipFile rar = new ZipFile(System.getProperty("rowmq.test.rar"));
        InputStream jar = rar.getInputStream(rar.getEntry("rowmq-adapter.jar"))) {
      Files.copy(jar, adapterJar);
    }
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
    try (URLClassLoader apis = new URLClassLoader(apiJars(), ClassLoader.getPlatformClassLoader());
        URLClassLoader visible = new URLClassLoader(new URL[] {adapterJar.toUri().toURL()}, apis)) {
      Class<?> type = visible.loadClass("org.rowmq.ra.RowmqResourceAdapter");
      Object adapter = type.getDeclaredConstructor().newInstance();
      type.getMethod("setDataDirectory", String.class)
          .invoke(adapter, directory.resolve("data").toString());
      type.getMethod("setStartTimeout", Long.class).invoke(adapter, PATIENCE.toMillis());
      Class<?> context = apis.loadClass(BootstrapContext.class.getName());
      type.getMethod("start", context).invoke(adapter, bootstrap(apis));
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

  private static URL[] apiJars() throws ClassNotFoundException {
    List<URL> jars = new ArrayList<>();
    for (String name : APIS) {
      jars.add(Class.forName(name).getProtectionDomain().getCodeSource().getLocation());
    }
    return jars.toArray(URL[]::new);
  }

  /** A server that runs work on threads and has no transactions. */
  private static Object bootstrap(ClassLoader apis) throws ClassNotFoundException {
    Object manager =
        proxy(
            apis,
            WorkManager.class,
            (proxy, method, arguments) -> {
              new Thread((Runnable) arguments[0], "a thread of the server").start();
              return null;
            });
    Object transactions =
        proxy(
            apis,
            TransactionSynchronizationRegistry.class,
            (proxy, method, arguments) -> Status.STATUS_NO_TRANSACTION);
    return proxy(
        apis,
        BootstrapContext.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getWorkManager" -> manager;
              case "getTransactionSynchronizationRegistry" -> transactions;
              default -> null;
            });
  }

  private static Object proxy(ClassLoader apis, Class<?> type, InvocationHandler handler)
      throws ClassNotFoundException {
    return Proxy.newProxyInstance(apis, new Class<?>[] {apis.loadClass(type.getName())}, handler);
  }

  private static List<String> threadsOfOurs() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name -> name.startsWith("rowmq-") || name.contains("MVStore") || name.contains("H2"))
        .toList();
  }
}
