package org.rowmq.ra;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads the engine and all libraries from jars nested in the adapter's own jar, where no server and
 * no application can see them (docs/decisions/030). Three rules:
 *
 * <ol>
 *   <li>The few packages that both sides talk in are the parent's: the JDK, the Jakarta APIs we
 *       use, our visible packages. JDBC drivers are the server's where it has them.
 *   <li>Everything else comes from the nested jars or not at all. What else the server may have,
 *       libraries must not find: an optional integration discovered by accident would be a
 *       dependency nobody tested.
 *   <li>The same holds for resources, so that {@code META-INF/services} of the two sides never mix.
 * </ol>
 */
final class PrivateClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  /** Where the nested jars are; {@code private} is no possible name of a package. */
  static final String NESTED = "org/rowmq/ra/private/";

  private static final List<String> PARENT_ONLY_PACKAGES =
      List.of("org.rowmq", "org.rowmq.management", "org.rowmq.ra");

  private static final List<String> PARENT_FIRST_PREFIXES =
      List.of(
          "io.opentelemetry.api.",
          "io.opentelemetry.context.",
          "java.",
          "javax.",
          "jdk.",
          "jakarta.activation.",
          "jakarta.annotation.",
          "jakarta.inject.",
          "jakarta.jms.",
          "jakarta.persistence.",
          "jakarta.resource.",
          "jakarta.transaction.",
          "jakarta.xml.bind.",
          "org.h2.",
          "org.mariadb.jdbc.",
          "org.postgresql.");

  private static final String SERVICES = "META-INF/services/";

  /**
   * Shown to nobody: DriverManager, which is the whole JVM's, looks for drivers once, with the
   * context class loader of whoever asks first, and that must not fill it with ours. The store
   * names its driver classes.
   */
  private static final String DRIVER_SERVICES = SERVICES + "java.sql.Driver";

  private final PrivateDirectory directory;
  private final ClassLoader shared;
  private final List<NestedJar> jars;

  /** Annotation types of the server's that our classes have asked for. */
  private final Set<Class<?>> sharedAnnotations = ConcurrentHashMap.newKeySet();

  private PrivateClassLoader(
      URL[] locations, List<NestedJar> jars, ClassLoader shared, PrivateDirectory directory) {
    super("rowmq-private", locations, ClassLoader.getPlatformClassLoader());
    this.jars = jars;
    this.shared = shared;
    this.directory = directory;
  }

  /**
   * Unpacks the nested jars and opens them.
   *
   * @param shared the loader of the visible classes
   * @param temporary where to unpack to
   */
  static PrivateClassLoader open(ClassLoader shared, Path temporary) throws IOException {
    PrivateDirectory directory = PrivateDirectory.open(temporary);
    List<NestedJar> jars = new ArrayList<>();
    try {
      List<URL> locations = new ArrayList<>();
      for (String name : nestedJars(shared)) {
        Path jar = directory.path().resolve(name.replace(".nested", ""));
        try (InputStream content = resource(shared, NESTED + name)) {
          Files.copy(content, jar);
        }
        locations.add(jar.toUri().toURL());
        jars.add(NestedJar.open(jar));
      }
      return new PrivateClassLoader(locations.toArray(URL[]::new), jars, shared, directory);
    } catch (IOException | RuntimeException e) {
      for (NestedJar jar : jars) {
        jar.close();
      }
      directory.close();
      throw e;
    }
  }

  private static List<String> nestedJars(ClassLoader shared) throws IOException {
    try (BufferedReader index =
        new BufferedReader(
            new InputStreamReader(resource(shared, NESTED + "index"), StandardCharsets.UTF_8))) {
      return index.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private static InputStream resource(ClassLoader loader, String name) throws IOException {
    InputStream stream = loader.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException(
          name
              + " is missing from rowmq-adapter.jar: deploy the RAR as it was built, without repacking");
    }
    return stream;
  }

  /** The loader of the visible classes. */
  ClassLoader shared() {
    return shared;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = find(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    int lastDot = name.lastIndexOf('.');
    String packageName = lastDot < 0 ? "" : name.substring(0, lastDot);
    if (PARENT_ONLY_PACKAGES.contains(packageName)) {
      return shared.loadClass(name);
    }
    if (isParentFirst(name)) {
      try {
        Class<?> found = shared.loadClass(name);
        if (found.isAnnotation()) {
          sharedAnnotations.add(found);
        }
        return found;
      } catch (ClassNotFoundException e) {
        return findClass(name);
      }
    }
    try {
      return findClass(name);
    } catch (ClassNotFoundException e) {
      return getParent().loadClass(name);
    }
  }

  /**
   * As in the superclass, but with protection domains that do not refer to this loader: threads
   * that the server starts while one of our methods is on the stack keep its domain.
   */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String entry = name.replace('.', '/') + ".class";
    try {
      for (NestedJar jar : jars) {
        byte[] content = jar.read(entry);
        if (content != null) {
          definePackageOf(name, jar);
          return defineClass(name, content, 0, content.length, jar.domain());
        }
      }
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    throw new ClassNotFoundException(name);
  }

  private void definePackageOf(String className, NestedJar jar) {
    int lastDot = className.lastIndexOf('.');
    String packageName = lastDot < 0 ? "" : className.substring(0, lastDot);
    if (!packageName.isEmpty() && getDefinedPackage(packageName) == null) {
      try {
        definePackage(packageName, jar.manifest(), jar.location());
      } catch (IllegalArgumentException e) {
        // another thread was first
        assert getDefinedPackage(packageName) != null : e;
      }
    }
  }

  private static boolean isParentFirst(String className) {
    for (String prefix : PARENT_FIRST_PREFIXES) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public URL getResource(String name) {
    if (name.equals(DRIVER_SERVICES)) {
      return null;
    }
    URL found = findResource(name);
    if (found == null) {
      found = isSharedResource(name) ? shared.getResource(name) : getParent().getResource(name);
    }
    return found;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (name.equals(DRIVER_SERVICES)) {
      return Collections.emptyEnumeration();
    }
    Enumeration<URL> found = findResources(name);
    if (found.hasMoreElements()) {
      return found;
    }
    if (isSharedResource(name)) {
      URL first = shared.getResource(name);
      return first == null
          ? Collections.emptyEnumeration()
          : Collections.enumeration(List.of(first));
    }
    return getParent().getResources(name);
  }

  private static boolean isSharedResource(String name) {
    if (name.startsWith(SERVICES)) {
      return false;
    }
    String asClass = name.replace('/', '.');
    int lastDot = name.lastIndexOf('/');
    return isParentFirst(asClass)
        || (lastDot > 0
            && PARENT_ONLY_PACKAGES.contains(name.substring(0, lastDot).replace('/', '.')));
  }

  /** Closes the jars and deletes what was unpacked. */
  @Override
  public void close() throws IOException {
    Class<?> cache = findLoadedClass(AnnotationCache.HOLDER);
    if (cache != null) {
      AnnotationCache.forget(cache, sharedAnnotations);
    }
    try {
      super.close();
      for (NestedJar jar : jars) {
        jar.close();
      }
    } finally {
      directory.close();
    }
  }
}
