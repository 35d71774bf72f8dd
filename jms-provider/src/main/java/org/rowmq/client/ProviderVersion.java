package org.rowmq.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This build's version, written into a resource by the build. */
public final class ProviderVersion {
  private static final String RESOURCE = "version.properties";

  /** As {@code 1.2.3}, possibly with a suffix. */
  public static final String FULL = read();

  static final int MAJOR = part(0);
  static final int MINOR = part(1);

  private ProviderVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = ProviderVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing from this build");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static int part(int index) {
    return Integer.parseInt(FULL.split("[.-]")[index]);
  }
}
