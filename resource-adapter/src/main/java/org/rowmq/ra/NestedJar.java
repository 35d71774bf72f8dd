package org.rowmq.ra;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** One jar of {@link PrivateClassLoader}, with the protection domain of its classes. */
final class NestedJar implements Closeable {
  private final JarFile file;
  private final Manifest manifest;
  private final URL location;
  private final ProtectionDomain domain;

  private NestedJar(JarFile file, Manifest manifest, URL location) {
    this.file = file;
    this.manifest = manifest;
    this.location = location;
    PermissionCollection all = new AllPermission().newPermissionCollection();
    all.add(new AllPermission());
    this.domain = new ProtectionDomain(new CodeSource(location, (Certificate[]) null), all);
  }

  static NestedJar open(Path path) throws IOException {
    JarFile file = new JarFile(path.toFile(), false, JarFile.OPEN_READ, Runtime.version());
    try {
      Manifest manifest = file.getManifest();
      return new NestedJar(
          file, manifest == null ? new Manifest() : manifest, path.toUri().toURL());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The entry's content, or null. */
  byte[] read(String name) throws IOException {
    JarEntry entry = file.getJarEntry(name);
    if (entry == null) {
      return null;
    }
    try (InputStream content = file.getInputStream(entry)) {
      return content.readAllBytes();
    }
  }

  Manifest manifest() {
    return manifest;
  }

  URL location() {
    return location;
  }

  /** Of all that is in the jar; it refers to no class loader. */
  ProtectionDomain domain() {
    return domain;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
