package org.rowmq.ra;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/** What a server is to the adapter out of the built RAR, with nothing but the Jakarta APIs. */
final class BareServer {
  private static final List<String> APIS =
      List.of(
          "jakarta.jms.Message",
          "jakarta.resource.spi.ResourceAdapter",
          "jakarta.transaction.Status",
          "jakarta.persistence.Entity",
          "jakarta.inject.Inject",
          "jakarta.xml.bind.JAXBContext",
          "jakarta.activation.DataHandler");

  private BareServer() {}

  /** The jar in the RAR that servers see, as a file in the directory. */
  static Path unpackAdapter(Path directory) throws IOException {
    Path adapterJar = directory.resolve("rowmq-adapter.jar");
    try (ZipFile rar = new ZipFile(System.getProperty("rowmq.test.rar"));
        InputStream jar = rar.getInputStream(rar.getEntry("rowmq-adapter.jar"))) {
      Files.copy(jar, adapterJar);
    }
    return adapterJar;
  }

  static URLClassLoader apis() throws ClassNotFoundException {
    return new URLClassLoader(apiJars(), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] apiJars() throws ClassNotFoundException {
    List<URL> jars = new ArrayList<>();
    for (String name : APIS) {
      jars.add(Class.forName(name).getProtectionDomain().getCodeSource().getLocation());
    }
    return jars.toArray(URL[]::new);
  }

  /** A server that runs work on threads and has no transactions. */
  static Object bootstrap(ClassLoader apis) throws ClassNotFoundException {
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
}
